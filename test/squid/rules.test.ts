import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../lib/squid';

const folder = join(__dirname, '../../lib/squid/rules');

it('each rule is in a file of its name, and each file’s rule is in the list', () => {
  const files = readdirSync(folder)
    .filter((name) => !name.startsWith('_') && name !== 'index.ts')
    .map((name) => name.replace(/\.ts$/, ''));
  expect(files.length).toBeGreaterThan(50);
  expect(RULES.map(({ id }) => id)).toEqual(files.sort());
  for (const file of files) {
    const exported = Object.values(require(join(folder, file))) as { id: string }[];
    expect(exported.map(({ id }) => id)).toEqual([file]);
  }
});
