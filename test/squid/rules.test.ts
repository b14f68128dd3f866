import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { RULES } from '../../lib/squid';

const folder = join(__dirname, '../../lib/squid/rules');

it('each file that is not a helper is a rule of its name, in the folder of its subject', () => {
  const subjects = readdirSync(folder, { withFileTypes: true }).filter((entry) => entry.isDirectory());
  const files = subjects.flatMap(({ name: subject }) =>
    readdirSync(join(folder, subject))
      .filter((name) => !name.startsWith('_'))
      .map((name) => `${subject}/${name.replace(/\.ts$/, '')}`),
  );
  expect(files.length).toBeGreaterThan(50);
  expect(RULES.map(({ id, subject }) => `${subject}/${id}`).sort()).toEqual(files.sort());
});
