import { parse, stringify } from 'yaml';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { CLIENT_B, environmentText, loadFiles, type Outcome } from '../support/settings';

// Whatever becomes of a settings file: a model, or problems that lie in a file of the user's. Anything else that is
// thrown passes through loadFiles and fails the test.

const TOKENS = [
  ...[
    '',
    ' ',
    '\n',
    '\t',
    '\r\n',
    '\0',
    '\ufeff',
    ':',
    ': ',
    '- ',
    '#',
    '&a ',
    '*a',
    '!x ',
    '!!int ',
    '? ',
    '|\n',
    '>-\n',
    '---\n',
    '...\n',
    '%YAML 1.1\n',
  ],
  ...[
    '[',
    ']',
    '{',
    '}',
    ',',
    '"',
    "'",
    '~',
    'null',
    'true',
    '0',
    '-1',
    '1e999',
    '.nan',
    '0x7f',
    '<<: *a',
    '__proto__',
    'constructor: x',
    'toString',
  ],
  ...[
    'name',
    'address',
    'remove: true',
    'enabled: false',
    'environments:',
    'ñ',
    '💥',
    '\u2028',
    '\u202e',
    '9'.repeat(400),
    'x'.repeat(3000),
  ],
];

const VALUES = [
  null,
  true,
  false,
  0,
  -1,
  1.5,
  1e300,
  '',
  ' ',
  'x',
  '*',
  '0',
  '\n',
  '999999999999999999Ei',
  [],
  {},
  [null],
  [[]],
  [{}],
  { name: 'x' },
  [{ name: 'web' }],
  { remove: true },
  ['a', 'a'],
];

function judged(outcome: Outcome, texts: Readonly<Record<string, string | Buffer>>): void {
  for (const { file, line, column, message, path } of outcome.problems) {
    const text = texts[file.replace(/^.*\//, '')];
    if (text === undefined) continue;
    const lines = text.toString('utf8').split('\n');
    expect(line).toBeGreaterThanOrEqual(1);
    expect(line).toBeLessThanOrEqual(lines.length);
    expect(column).toBeGreaterThanOrEqual(1);
    expect(column).toBeLessThanOrEqual((lines[line - 1]?.length ?? 0) + 2);
    expect(message + path).not.toMatch(/[\p{Cc}\p{Zl}\p{Zp}]/u);
    expect(message).not.toMatch(/undefined|\[object/);
  }
  expect(outcome.loaded !== undefined || outcome.errors.length > 0).toBe(true);
}

function judgeTenant(text: string | Buffer): void {
  const tenants = { 'client-b.yaml': text };
  judged(loadFiles({ tenants }), tenants);
}

const cut = fc.tuple(fc.nat(CLIENT_B.length), fc.nat(30), fc.constantFrom(...TOKENS));

test('text taken out and put in', () => {
  fc.assert(
    fc.property(fc.array(cut, { minLength: 1, maxLength: 4 }), (cuts) => {
      judgeTenant(
        cuts.reduce((text, [at, length, token]) => text.slice(0, at) + token + text.slice(at + length), CLIENT_B),
      );
    }),
    { numRuns: runs(60) },
  );
});

test('bytes changed', () => {
  fc.assert(
    fc.property(
      fc.array(fc.tuple(fc.nat(CLIENT_B.length - 1), fc.nat(255)), { minLength: 1, maxLength: 5 }),
      (changes) => {
        const bytes = Buffer.from(CLIENT_B);
        for (const [at, byte] of changes) bytes[at] = byte;
        judgeTenant(bytes);
      },
    ),
    { numRuns: runs(40) },
  );
});

test('lines taken out, doubled, moved and indented', () => {
  const line = fc.nat(CLIENT_B.split('\n').length - 1);
  const change = fc.tuple(fc.constantFrom('drop', 'double', 'move', 'indent', 'outdent'), line, line);
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const lines = CLIENT_B.split('\n');
      for (const [what, at, to] of changes) {
        const one = lines[at] ?? '';
        if (what === 'drop') lines.splice(at, 1);
        if (what === 'double') lines.splice(at, 0, one);
        if (what === 'move') lines.splice(to, 0, ...lines.splice(at, 1));
        if (what === 'indent') lines[at] = `  ${one}`;
        if (what === 'outdent') lines[at] = one.replace(/^ {2}/, '');
      }
      judgeTenant(lines.join('\n'));
    }),
    { numRuns: runs(40) },
  );
});

/** All ways into the data, with what is there. */
function pathsOf(value: unknown, path: readonly (string | number)[] = []): (readonly (string | number)[])[] {
  if (typeof value !== 'object' || value === null) return [path];
  const entries = Array.isArray(value) ? value.map((item, index) => [index, item] as const) : Object.entries(value);
  return [path, ...entries.flatMap(([key, item]) => pathsOf(item, [...path, key]))];
}

const PATHS = pathsOf(parse(CLIENT_B)).filter((path) => path.length > 0);

test('keys and values replaced, taken out and moved elsewhere', () => {
  const change = fc.tuple(
    fc.constantFrom('value', 'drop', 'rename', 'override'),
    fc.constantFrom(...PATHS),
    fc.constantFrom<unknown>(...VALUES),
    fc.constantFrom(...PATHS),
  );
  fc.assert(
    fc.property(fc.array(change, { minLength: 1, maxLength: 4 }), (changes) => {
      const data = parse(CLIENT_B);
      for (const [what, path, value, other] of changes) {
        const last = path[path.length - 1] ?? '';
        const parent = path.slice(0, -1).reduce((at, step) => at?.[step], data);
        if (typeof parent !== 'object' || parent === null) continue;
        if (what === 'value') parent[last] = value;
        if (what === 'drop') delete parent[last];
        if (what === 'rename') parent[String(other[other.length - 1])] = parent[last];
        if (what === 'override' && typeof data.environments === 'object' && data.environments)
          data.environments.production = { [String(path[0])]: structuredClone(data[path[0] ?? '']) ?? value };
      }
      judgeTenant(stringify(data));
    }),
    { numRuns: runs(80) },
  );
});

test('an environment’s text taken out and put in', () => {
  const whole = environmentText('development');
  const place = fc.tuple(fc.nat(whole.length), fc.nat(12), fc.constantFrom(...TOKENS));
  fc.assert(
    fc.property(fc.array(place, { minLength: 1, maxLength: 2 }), (cuts) => {
      const text = cuts.reduce((old, [at, length, token]) => old.slice(0, at) + token + old.slice(at + length), whole);
      const environments = { 'development.ts': text };
      judged(loadFiles({ environments }), environments);
    }),
    { numRuns: runs(20) },
  );
});
