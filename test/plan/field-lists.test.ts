import { fieldChanges } from '../../lib/plan/_fields';

const PORTS = { keys: ['port', 'protocol'] };
const LINES = 'x'.repeat(81);

/** Paths of what differs. */
const paths = (before: unknown, after: unknown, rule?: object) =>
  fieldChanges(before, after, rule, 'l').map(({ path }) => path);

test.each<[string, unknown[], unknown[], object | undefined, string[]]>([
  [
    'a protocol has its default, and is left out of the name',
    [{ port: 1 }],
    [{ port: 1, protocol: 'TCP', x: 1 }],
    PORTS,
    ['l[1].protocol', 'l[1].x'],
  ],
  [
    'another protocol is in the name',
    [{ port: 1, protocol: 'UDP' }],
    [{ port: 1, protocol: 'UDP', x: 1 }],
    PORTS,
    ['l[1/UDP].x'],
  ],
  ['what is named TCP is not a protocol', [{ name: 'TCP' }], [{ name: 'TCP', x: 1 }], undefined, ['l[TCP].x']],
  ['a rule comes before names', [{ name: 'a', id: 1 }], [{ name: 'b', id: 1 }], { keys: ['id'] }, ['l[1].name']],
  [
    'names come after a rule that does not fit',
    [{ name: 'a', x: 1 }],
    [{ name: 'a', x: 2 }],
    { keys: ['id'] },
    ['l[a].x'],
  ],
  ['a rule without keys names nothing', [{ name: 'a', x: 1 }], [{ name: 'a', x: 2 }], { keys: [] }, ['l[a].x']],
  [
    'the name of an object in its metadata',
    [{ metadata: { name: 'a' }, x: 1 }],
    [{ metadata: { name: 'a' }, x: 2 }],
    undefined,
    ['l[a].x'],
  ],
  [
    'two of a name have places',
    [{ name: 'a' }, { name: 'a', x: 1 }],
    [{ name: 'a' }, { name: 'a', x: 2 }],
    undefined,
    ['l[1].x'],
  ],
  ['a name that is not a text or a number', [{ name: {}, x: 1 }], [{ name: {}, x: 2 }], undefined, ['l[0].x']],
  ['half a name', [{ port: 1, host: [] }], [{ port: 1, host: [1] }], { keys: ['port', 'host'] }, ['l[0].host']],
  ['one element that is not a map', [{ name: 'a', x: 1 }, 'b'], [{ name: 'a', x: 2 }, 'b'], undefined, ['l[0].x']],
  [
    'another order of names, those that come and go apart',
    [{ name: 'a' }, { name: 'b' }, { name: 'c' }],
    [{ name: 'd' }, { name: 'b' }, { name: 'a' }],
    undefined,
    ['l[d]', 'l[c]', 'l (order)'],
  ],
  [
    'the same order',
    [{ name: 'a' }, { name: 'b' }],
    [{ name: 'a' }, { name: 'c' }, { name: 'b' }],
    undefined,
    ['l[c]'],
  ],
  ['short plain lists as a whole', ['a'.repeat(39)], ['b'.repeat(40), 'c'.repeat(38)], undefined, ['l']],
  ['a long plain list by places', ['a'], ['b'.repeat(40), 'c'.repeat(39)], undefined, ['l[0]', 'l[1]']],
  ['long before, short after', [LINES, 'b'], ['c', 'b'], undefined, ['l[0]']],
  ['a text of two lines is not short', ['a\nb', 'c'], ['a\nd', 'c'], undefined, ['l[0]']],
  ['lists in a list are not short', [['a'], 'x'], [['b'], 'x'], undefined, ['l[0]']],
  ['with an element that is nothing, as a whole', [{ name: 'a' }], [{ name: 'a' }, null], undefined, ['l']],
])('%s', (_, before, after, rule, expected) => {
  expect(paths(before, after, rule)).toEqual(expected);
});

test('elements without names keep their places, as many as come and go before them', () => {
  const of = (...values: string[]) => values.map((a) => ({ a: a === '' ? {} : { [a]: 1 } }));
  const changes = (before: string[], after: string[]) =>
    fieldChanges(of(...before), of(...after), undefined, 'l').map(({ path, before: old, after: now }) =>
      [old === null ? '+' : now === null ? '-' : '~', path].join(''),
    );
  expect(changes(['a', 'b', 'c'], ['a', 'x', 'y', 'b', 'c'])).toEqual(['+l[1]', '+l[2]']);
  expect(changes(['a', 'x', 'y', 'b', 'z'], ['a', 'b'])).toEqual(['-l[1]', '-l[2]', '-l[4]']);
  expect(changes(['x', 'a', 'b', 'y'], ['a', 'b', 'z', 'w'])).toEqual(['-l[0]', '-l[2].a.y', '+l[2].a.z', '+l[3]']);
  expect(changes(['a', 'b'], ['x', 'a', 'y', 'b', 'z'])).toEqual(['+l[0]', '+l[2]', '+l[4]']);
  expect(changes(['p', 'q', 'a', 'r', 'b'], ['a', 'b', 's'])).toEqual(['-l[0]', '-l[1]', '-l[3]', '+l[2]']);
});

test('what is nothing on both sides is no change, whatever it is called', () => {
  expect(fieldChanges(null, undefined)).toEqual([]);
  expect(fieldChanges({ a: null }, {})).toEqual([]);
  expect(fieldChanges(undefined, 1, undefined, 'a')).toEqual([{ path: 'a', before: null, after: 1 }]);
  expect(fieldChanges({ constructor: 1 }, {})).toEqual([{ path: 'constructor', before: 1, after: null }]);
  expect(fieldChanges({}, { a: [] })).toEqual([{ path: 'a', before: null, after: [] }]);
  expect(fieldChanges({ a: [] }, { a: {} })).toEqual([{ path: 'a', before: [], after: {} }]);
});

test('keys in the order of letters, quoted unless they are plain words', () => {
  const keys = ['b', 'a', 'a-b', '_c', 'a.b', '1a', 'ä', 'a b', ''];
  const after = Object.fromEntries(keys.map((key) => [key, 1]));
  expect(fieldChanges({}, after).map(({ path }) => path)).toEqual([
    '[""]',
    '["1a"]',
    '_c',
    'a',
    '["a b"]',
    'a-b',
    '["a.b"]',
    'b',
    '["ä"]',
  ]);
  expect(fieldChanges({}, after, undefined, 'x')[3]?.path).toBe('x.a');
});

test.each([
  ['spec.resources.limits.cpu', '1000m', '1', true],
  ['spec.resources.requests["nvidia.com/gpu"]', 1, '1', true],
  ['spec.hard.pods', '1k', '1000', true],
  ['a.default.cpu', '1', '1000m', true],
  ['a.defaultRequest.cpu', '1', '1000m', true],
  ['a.min.cpu', '1', '1000m', true],
  ['a.max.cpu', '1', '1000m', true],
  ['spec.emptyDir.sizeLimit', '1Gi', '1024Mi', true],
  ['spec.sizeLimits', '1Gi', '1024Mi', false],
  ['spec.sizeLimit.x', '1Gi', '1024Mi', false],
  ['limits.cpu', '1000m', '1', false],
  ['spec.limits', '1000m', '1', false],
  ['spec.limits.cpu', '1', '2', false],
  ['spec.limits.cpu', 'a', 'b', false],
  ['spec.limits.cpu', true, '1', false],
  ['spec.limits.cpu', [1], '1', false],
  ['spec.limits.cpu', '1', [1], false],
  ['spec.limits.cpu', '1', true, false],
])('%s: %j and %j are one amount: %s', (path, before, after, same) => {
  expect(fieldChanges(before, after, undefined, path)).toHaveLength(same ? 0 : 1);
});
