import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { canSuppress, entryOf, isSquidRule, knownIds, PROBLEMS, suppressibleIds } from '../../lib/lint';
import { RULES } from '../../lib/rules';
import * as squid from '../../lib/squid';

const LIB = resolve(__dirname, '../../lib');

function sources(folder: string): string {
  return readdirSync(folder)
    .map((name) => join(folder, name))
    .filter((path) => path !== join(LIB, 'lint/problems'))
    .map((path) =>
      statSync(path).isDirectory() ? sources(path) : /\.ts$/.test(path) ? readFileSync(path, 'utf8') : '',
    )
    .join('\n');
}

test('each problem of the catalogue is reported somewhere in lib', () => {
  const text = sources(LIB);
  expect(PROBLEMS.length).toBeGreaterThan(100);
  expect(PROBLEMS.filter(({ id }) => !text.includes(`'${id}'`)).map(({ id }) => id)).toEqual([]);
});

test('ids are unique among problems and rules, and in kebab case', () => {
  const ids = [...PROBLEMS, ...RULES, ...squid.RULES].map(({ id }) => id);
  expect(ids.filter((id, index) => ids.indexOf(id) !== index)).toEqual([]);
  expect(ids.filter((id) => !/^[a-z0-9]+(-[a-z0-9]+)*$/.test(id))).toEqual([]);
});

test.each(PROBLEMS.map((entry) => [entry.id, entry] as const))(
  '%s says what it is, why, and what to do',
  (_, entry) => {
    expect(entry.title).toMatch(/^\S.*[^.]$/);
    expect(entry.why).toMatch(/\.$/);
    expect(entry.fix).toMatch(/\.$/);
  },
);

test('docs/problems.md has a section or a link for every id', () => {
  const page = readFileSync(resolve(LIB, '../docs/problems.md'), 'utf8');
  for (const { id } of PROBLEMS) expect(page).toContain(`\n### ${id}\n`);
  for (const { id } of RULES) expect(page).toContain(`[${id}](rules.md#${id})`);
  for (const { id } of squid.RULES) expect(page).toContain(`[${id}](squid-rules.md#${id})`);
});

test('rules are known by their file name, before they are loaded', () => {
  expect(knownIds()).toEqual([...PROBLEMS, ...RULES].map(({ id }) => id).sort());
  expect(squid.RULES.every(({ id }) => isSquidRule(id))).toBe(true);
  expect(isSquidRule('image-floating')).toBe(false);
  expect(entryOf('image-floating')).toMatchObject({ id: 'image-floating', subject: 'image' });
  expect(entryOf('no-such-id')).toBeUndefined();
});

test('warnings can be suppressed, and of errors those of rules that say so', () => {
  const ids = new Set(suppressibleIds());
  for (const entry of [...PROBLEMS, ...RULES]) {
    if (entry.severity !== 'error' || entry.suppressible) expect(ids).toContain(entry.id);
    else expect(ids).not.toContain(entry.id);
  }
  const file = entryOf('unmanaged-file');
  expect(file && [canSuppress(file, 'error'), canSuppress(file, 'warning')]).toEqual([false, true]);
  expect(ids).not.toContain('egress-too-wide');
});
