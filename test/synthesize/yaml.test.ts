import { parse } from 'yaml';
import { toYaml } from '../../lib/synthesize/yaml';

const TRAPS = [
  'yes',
  'on',
  'NO',
  'null',
  '~',
  '1e3',
  '0775',
  '0o7',
  '0b1',
  '1_000',
  '1e1_0',
  '2024-01-01',
  '12:30:45',
  '1.10',
  '',
];

test.each(TRAPS)('the text %j stays a text for every reader of YAML', (trap) => {
  const text = toYaml({ trap });
  expect(text).toMatch(/^trap: ["']/);
  expect(parse(text, { version: '1.1' })).toEqual({ trap });
  expect(parse(text, { version: '1.2' })).toEqual({ trap });
});

test('keys stand in one order: what a thing is, then what it says', () => {
  const keys = (value: object) => Object.keys(parse(toYaml(value)));
  expect(keys({ spec: 1, kind: 2, metadata: 3, apiVersion: 4, data: 5 })).toEqual([
    'apiVersion',
    'kind',
    'metadata',
    'data',
    'spec',
  ]);
  expect(Object.keys(parse(toYaml({ b: 1, a: 2 }, 'as given')))).toEqual(['b', 'a']);
});

test('lines stay lines, and are never folded', () => {
  expect(toYaml({ args: [`echo ${'x'.repeat(200)}\nexit\n`] })).toBe(
    `args:\n  - |\n    echo ${'x'.repeat(200)}\n    exit\n`,
  );
});
