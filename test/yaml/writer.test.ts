import { Document, parse, Scalar, visit } from 'yaml';
import { isAmbiguous } from '../../lib/kustomize';
import { YamlWriter } from '../../lib/yaml';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';

type Order = (a: string, b: string) => number;

/** What the library writes by itself. */
function byLibrary(value: object, version: '1.1' | '1.2', order?: Order): string {
  const keyOf = ({ key }: { key: unknown }) => String((key as { value: unknown }).value);
  const sortMapEntries = order ? (a: { key: unknown }, b: { key: unknown }) => order(keyOf(a), keyOf(b)) : false;
  const document = new Document(value, { version, aliasDuplicateObjects: false, sortMapEntries });
  visit(document, {
    Scalar: (_, scalar) => {
      if (version === '1.1' && typeof scalar.value === 'string' && isAmbiguous(scalar.value))
        scalar.type = Scalar.QUOTE_DOUBLE;
    },
  });
  return document.toString({ lineWidth: 0 });
}

const writers = {
  '1.1': new YamlWriter({ version: '1.1', isQuoted: isAmbiguous }),
  '1.2': new YamlWriter({ version: '1.2' }),
};
const byName: Order = (a, b) => (a < b ? -1 : a > b ? 1 : 0);

function same(value: object): void {
  for (const version of ['1.1', '1.2'] as const)
    for (const order of [undefined, byName])
      expect(writers[version].write(value, order)).toBe(byLibrary(value, version, order));
}

const words = fc.constantFrom(
  ...[
    'yes',
    'No',
    'on',
    'null',
    '~',
    '',
    ' ',
    '-',
    '?',
    ':',
    '#',
    '# no comment',
    'a: b',
    'a #b',
    '- a',
    '? a',
    '{a',
    '[',
    '*a',
    '&a',
  ],
  ...[
    '!a',
    '%a',
    '@a',
    '`a',
    '"',
    "'",
    '"a"',
    "it's",
    `"it's"`,
    '1',
    '-1',
    '1.5',
    '1e3',
    '0x1f',
    '0o7',
    '017',
    '12:30:45',
    '.inf',
    '=',
    '<<',
  ],
  ...[
    '2024-01-01',
    '1_000',
    'client-a',
    'app.kubernetes.io/name',
    'a/b',
    'true',
    'trueish',
    'Falsehood',
    'x'.repeat(300),
    '---',
    '--- a',
  ],
  ...[
    'a\n',
    'a\nb',
    'a\n\n',
    '\na',
    ' a\nb',
    'a\n b\n',
    'a \nb',
    '\n',
    '\n\n',
    '---\na',
    'a\n---\n',
    '%a\nb',
    'a\n  \nb',
    'a\n ',
    'a\r\nb',
  ],
  ...[
    '\t',
    'a\tb',
    '\u0007',
    '\u00a0',
    '\u2028',
    '\ud800',
    'ä',
    '😀',
    `${'a "b" \\n'.repeat(9)}\nb`,
    `# a\n${'b '.repeat(40)}\n\n  c\n`,
  ],
);
const text = fc.oneof(
  words,
  fc.string(),
  fc.string({ unit: 'binary' }),
  fc.array(words, { maxLength: 3 }).map((all) => all.join('\n')),
);
const scalar = fc.oneof(text, fc.integer(), fc.maxSafeInteger(), fc.double(), fc.boolean(), fc.constant(null));
const { tree } = fc.letrec((tie) => ({
  tree: fc.oneof(
    { maxDepth: 5 },
    scalar,
    fc.array(tie('tree'), { maxLength: 4 }),
    fc.dictionary(text, tie('tree'), { maxKeys: 4 }),
  ),
}));
const values = fc.oneof(fc.array(tree, { maxLength: 4 }), fc.dictionary(text, tree, { maxKeys: 5 }));

test('a reader of what is written gets the data, with its keys in the order of the text', () => {
  const asParsed = (value: object, order?: Order) => JSON.stringify(parse(writers['1.2'].write(value, order)));
  fc.assert(
    fc.property(values.filter(isJson), (value) => {
      for (const order of [undefined, byName])
        expect(JSON.stringify(writers['1.2'].read(value, order))).toBe(asParsed(value, order));
    }),
    { numRuns: runs(300) },
  );
  const gaps = { b: undefined, a: [{ d: undefined, c: 1 }] };
  expect(JSON.stringify(writers['1.2'].read(gaps))).toBe(asParsed(gaps));
});

/** Numbers that no JSON has, and half of a character, which no text has, are not in objects of a cluster. */
function isJson(value: unknown): boolean {
  if (typeof value === 'number') return Number.isFinite(value);
  if (typeof value === 'string') return !/\p{Surrogate}/u.test(value);
  if (typeof value !== 'object' || value === null) return true;
  return Object.entries(value).flat().every(isJson);
}

test('any plain data has the same bytes as by the library', () => {
  fc.assert(fc.property(values, same), { numRuns: runs(400) });
});

test.each([
  ['a value that is left out', { a: undefined, b: 1 }],
  ['only values that are left out', { a: { b: undefined } }],
  ['a list with a gap', { a: [1, undefined, 2] }],
  ['a date', { a: new Date(0) }],
  ['an object that says what it is as JSON', { a: { toJSON: () => ({ b: 1 }) } }],
  ['a map of a class', { a: new Map([['b', 1]]) }],
  ['a whole number that is no safe one', { a: 2 ** 60 }],
  ['less than nothing', { a: -0 }],
  ['nothing', {}],
  ['an empty list', []],
  ['lists in lists', [[[], [{}], [[1]]], [{ a: [[2]], b: {} }]]],
  ['an object without a prototype', { a: Object.assign(Object.create(null), { b: 1 }) }],
  ['a long key', { ['k'.repeat(1100)]: 1, [`${'k'.repeat(1100)} b`]: [1] }],
  ['keys that look like numbers', { 8080: 'a', '0x1': 'b', null: 'c' }],
])('%s', (_, value) => {
  same(value);
});
