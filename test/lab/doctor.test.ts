import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doctor, INSTALL, missingPackages, requirePackages } from '../../lab/doctor';

const root = join(__dirname, '../..');

test('the command that the doctor gives installs from the list that he reads', () => {
  expect(readFileSync(join(root, INSTALL.replace('sudo ', '')), 'utf8')).toContain('lab/packages.txt');
  const names = readFileSync(join(root, 'lab/packages.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  for (const name of missingPackages()) expect(names).toContain(name);
});

test('the doctor gives one way out for all that is missing, and only then', async () => {
  const lines: string[] = [];
  const code = await doctor((line) => lines.push(line));
  const commands = lines.filter((line) => line.includes(INSTALL));
  expect(commands).toHaveLength(missingPackages().length > 0 ? 1 : 0);
  expect(missingPackages().length > 0 && code === 0).toBe(false);
});

test('whoever is not root is told so before anything is done', () => {
  const getuid = jest.spyOn(process, 'getuid').mockReturnValue(1000);
  expect(requirePackages).toThrow('the lab needs root on Linux');
  getuid.mockRestore();
});
