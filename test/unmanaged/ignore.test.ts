import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { hidingPatterns } from '../../lib/unmanaged/ignore';

const GUARDRAIL = 'dist/base/platform/clusterrole.yaml';
let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'ignore-'));
  mkdirSync(join(folder, '.git'));
});

afterEach(() => rmSync(folder, { recursive: true }));

const hidden = (text: string) => {
  writeFileSync(join(folder, '.sourceignore'), text);
  return hidingPatterns(folder, [GUARDRAIL]).map(({ line, pattern }) => `${line} ${pattern}`);
};

test('the last pattern that matches decides', () => {
  expect(hidden('dist/base/platform/\n')).toEqual(['1 dist/base/platform/']);
  expect(hidden('dist/base/platform/\n!dist/base/platform/\n')).toEqual([]);
  expect(hidden('dist/base/platform/\r\n!dist/base/platform/\r\n')).toEqual([]);
});

test('what follows a line that source-controller cannot read does not count', () => {
  const text = (length: number) => `dist/base/platform/\n#${'x'.repeat(length - 1)}\n!dist/base/platform/\n`;
  expect(hidden(text(65_535))).toEqual([]);
  expect(hidden(text(65_536))).toEqual(['1 dist/base/platform/']);
});
