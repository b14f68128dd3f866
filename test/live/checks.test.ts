import { readdirSync } from 'node:fs';
import { join, resolve } from 'node:path';
import { CHECKS } from '../../lib/live/checks';

test('each file in checks/ is one check, called like its file', () => {
  const files = readdirSync(join(resolve(__dirname, '../..'), 'lib/live/checks')).map((file) =>
    file.replace(/\.ts$/, ''),
  );
  expect(files).toContain('address');
  expect(CHECKS.map(({ name }) => name)).toEqual(files.sort());
});
