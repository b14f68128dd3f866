import { parse, stringify } from 'yaml';
import { editYaml } from '../../lib/settings/edit-yaml';
import fc from '../support/fast-check';

const SOURCES = {
  path: ['environments', 'production', 'nodePool', 'sources'],
  value: ['172.16.28.20', '172.16.28.21'],
};
const PUBLIC = {
  path: ['environments', 'production', 'egress', 'proxies', { name: 'squid-a' }, 'publicAddress'],
  value: '51.15.1.9',
};

/** The lines that an edit adds and removes. */
function difference(before: string, after: string): string[] {
  const [old, now] = [before.split('\n'), after.split('\n')];
  return [
    ...old.filter((line) => !now.includes(line)).map((line) => `-${line}`),
    ...now.filter((line) => !old.includes(line)).map((line) => `+${line}`),
  ];
}

const BARE = `# the first
name: client-a
quota: { cpu: 4,  memory: 8Gi }   # odd spaces
workloads:
  - name: web
    command: [sh, -c]
    args:
      - |
        echo "a"   
        true
`;

test('what is missing is added at the end, and all else stays as it was', () => {
  const text = editYaml(editYaml(BARE, SOURCES), PUBLIC);
  expect(text).toBe(`${BARE}environments:
  production:
    nodePool:
      sources:
        - 172.16.28.20
        - 172.16.28.21
    egress:
      proxies:
        - name: squid-a
          publicAddress: 51.15.1.9
`);
});

test('true and false are not texts', () => {
  const path = ['environments', 'production', 'egress', 'proxies', { name: 'squid-a' }, 'drain'];
  const drained = editYaml(BARE, { path, value: true });
  expect(parse(drained).environments.production.egress.proxies).toEqual([{ name: 'squid-a', drain: true }]);
  expect(editYaml(drained, { path, value: false })).toBe(drained.replace('drain: true', 'drain: false'));
});

test.each([
  [
    'an environment that says something already',
    `environments:\n  production:\n    workloads:\n      - name: web\n        replicas: 3 # for the load\n\n  # later\n  staging: { enabled: false }\n`,
    SOURCES,
    ['+    nodePool:', '+      sources:', '+        - 172.16.28.20', '+        - 172.16.28.21'],
  ],
  [
    'a value that is there',
    `environments:\n  production:\n    nodePool: # ours\n      sources: [172.16.28.99]   # old\n`,
    SOURCES,
    ['-      sources: [172.16.28.99]   # old', '+      sources: [172.16.28.20, 172.16.28.21]   # old'],
  ],
  [
    'a list over several lines',
    `environments:\n  production:\n    nodePool:\n      sources:\n        - 172.16.28.99\n        - 172.16.28.98\n    quota: { cpu: 5 }\n`,
    SOURCES,
    ['-        - 172.16.28.99', '-        - 172.16.28.98', '+        - 172.16.28.20', '+        - 172.16.28.21'],
  ],
  [
    'a map on one line',
    `environments: { production: { enabled: true } }\n`,
    SOURCES,
    [
      '-environments: { production: { enabled: true } }',
      '+environments: { production: { enabled: true, nodePool: { sources: [172.16.28.20, 172.16.28.21] } } }',
    ],
  ],
  [
    'a map on one line with spaces before its end',
    `environments: { production: { enabled: true   } }\n`,
    SOURCES,
    [
      '-environments: { production: { enabled: true   } }',
      '+environments: { production: { enabled: true, nodePool: { sources: [172.16.28.20, 172.16.28.21] }   } }',
    ],
  ],
  [
    'an empty map on one line',
    `environments: { production: { nodePool: { } } }\n`,
    SOURCES,
    [
      '-environments: { production: { nodePool: { } } }',
      '+environments: { production: { nodePool: {sources: [172.16.28.20, 172.16.28.21] } } }',
    ],
  ],
  [
    'another proxy of a list on one line',
    `environments: { production: { egress: { proxies: [{ name: squid-b, address: 172.16.28.9 } ] } } }\n`,
    PUBLIC,
    [
      '-environments: { production: { egress: { proxies: [{ name: squid-b, address: 172.16.28.9 } ] } } }',
      '+environments: { production: { egress: { proxies: [{ name: squid-b, address: 172.16.28.9 }, { name: squid-a, publicAddress: 51.15.1.9 } ] } } }',
    ],
  ],
  [
    'an empty list on one line',
    `environments: { production: { egress: { proxies: [] } } }\n`,
    PUBLIC,
    [
      '-environments: { production: { egress: { proxies: [] } } }',
      '+environments: { production: { egress: { proxies: [{ name: squid-a, publicAddress: 51.15.1.9 }] } } }',
    ],
  ],
  [
    'a value on a line of its own, of the proxy',
    `environments:\n  production:\n    egress:\n      proxies:\n        - name: squid-a\n          publicAddress:\n            51.15.1.8 # old\n`,
    PUBLIC,
    ['-            51.15.1.8 # old', '+            51.15.1.9 # old'],
  ],
  [
    'a list that begins on the line of its dash',
    `environments:\n  production:\n    nodePool:\n      sources:\n      - 172.16.28.99\n`,
    SOURCES,
    ['-      - 172.16.28.99', '+      - 172.16.28.20', '+      - 172.16.28.21'],
  ],
  [
    'another proxy of the list',
    `environments:\n  production:\n    egress:\n      proxies:\n        - name: squid-b\n          address: 172.16.28.9\n`,
    PUBLIC,
    ['+        - name: squid-a', '+          publicAddress: 51.15.1.9'],
  ],
  [
    'the proxy itself',
    `environments:\n  production:\n    egress:\n      proxies:\n        - name: squid-a # first\n          address: 172.16.28.9\n`,
    PUBLIC,
    ['+          publicAddress: 51.15.1.9'],
  ],
])('beside %s, only the lines in question change', (_, text, edit, lines) => {
  // What the library writes as a whole loses these spaces.
  const odd = 'quota: {cpu: 4,  memory: 8Gi}\n';
  expect(difference(odd + text, editYaml(odd + text, edit))).toEqual(lines);
});

test('a new last line begins on a line of its own', () => {
  const text =
    'quota: {cpu: 4,  memory: 8Gi}\nenvironments:\n  production: { enabled: true }\n  staging:\n    enabled: true';
  const path = ['environments', 'staging', 'title'];
  expect(editYaml(text, { path, value: 'x' })).toBe(`${text}\n    title: x\n`);
});

test.each([
  ['environments: ~\n', 'environments:\n  production:\n    title: x\n'],
  ['environments: # none yet\n', 'environments:\n  # none yet\n  production:\n    title: x\n'],
])('%j is written by the library', (text, expected) => {
  expect(editYaml(text, { path: ['environments', 'production', 'title'], value: 'x' })).toBe(expected);
});

test('where the place is behind a comment, the library writes the text', () => {
  const text = 'environments:\n  production: { enabled: true # yes\n    }\n';
  const after = editYaml(text, { path: ['environments', 'production', 'title'], value: 'x' });
  expect(parse(after)).toEqual({ environments: { production: { enabled: true, title: 'x' } } });
  expect(after).toContain('# yes');
});

test('a long value stays on its line', () => {
  const value = Array.from({ length: 20 }, (_, index) => `172.16.28.${index + 100}`);
  const line = `sources: [${value.join(', ')}]`;
  expect(editYaml('a: { b: 1 }\n', { path: ['a', 'sources'], value })).toBe(`a: { b: 1, ${line} }\n`);
  const long = 'word '.repeat(40).trim();
  expect(editYaml('a: 1\n', { path: ['b'], value: long })).toBe(`a: 1\nb: ${long}\n`);
  expect(editYaml('b: ~\na: {b: 1}\n', { path: ['b', 'c'], value: long })).toContain(`c: ${long}\n`);
});

test.each([
  ['no last line break', 'name: a'],
  ['nothing behind a key', 'name: a\nenvironments:\n'],
  ['nothing behind an environment', 'name: a\nenvironments:\n  production:\n  staging: { enabled: false }\n'],
])('with %s it says what it is to say', (_, text) => {
  const before = parse(text);
  const after = parse(editYaml(text, SOURCES));
  expect(after.environments.production.nodePool.sources).toEqual(SOURCES.value);
  expect(after.name).toEqual(before.name);
});

test('what an alias says is not changed for one place', () => {
  const text = 'x: &all { enabled: true }\nenvironments:\n  production: *all\n';
  expect(() => editYaml(text, SOURCES)).toThrow(/environments\.production: is an alias/);
});

test('whatever is there, the value is there afterwards and everything else as before', () => {
  const value = fc.oneof(fc.constantFrom('a', 'b: c', "it's", ''), fc.integer(), fc.array(fc.constantFrom('x', 'y')));
  const other = fc.dictionary(
    fc.constantFrom('quota', 'title', 'nodePool'),
    fc.dictionary(fc.constantFrom('name', 'size'), value),
  );
  const style = fc.record({
    indent: fc.constantFrom(2, 4),
    collectionStyle: fc.constantFrom('any' as const, 'flow' as const),
  });
  fc.assert(
    fc.property(other, other, style, (production, staging, options) => {
      const data = { name: 'a', environments: { production, staging } };
      const after = parse(editYaml(stringify(data, options), SOURCES));
      const nodePool = { ...production.nodePool, sources: SOURCES.value };
      const expected = { name: 'a', environments: { production: { ...production, nodePool }, staging } };
      expect(after).toEqual(expected);
    }),
  );
});
