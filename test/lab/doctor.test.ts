import fs, { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { doctor, installCommand, missingPackages, requirePackages } from '../../lab/doctor';

const root = join(__dirname, '../..');

test('the command that the doctor gives installs from the list that he reads', () => {
  expect(readFileSync(join(root, installCommand().replace('sudo ', '')), 'utf8')).toContain('lab/packages.txt');
  const names = readFileSync(join(root, 'lab/packages.txt'), 'utf8')
    .trim()
    .split('\n')
    .map((line) => line.split(' ')[0]);
  for (const name of missingPackages()) expect(names).toContain(name);
});

test('the doctor gives one way out for all that is missing, and only then', async () => {
  const lines: string[] = [];
  const code = await doctor((line) => lines.push(line));
  const commands = lines.filter((line) => line.includes(installCommand()));
  expect(commands).toHaveLength(missingPackages().length > 0 ? 1 : 0);
  expect(missingPackages().length > 0 && code === 0).toBe(false);
});

test('what one datapath alone needs is not asked of a lab without it', () => {
  const wanted = readFileSync(join(root, 'lab/packages.txt'), 'utf8').match(/^\S+(?= \S+ cilium$)/gm) ?? [];
  expect(wanted).toContain('clang-19');
  const exists = jest.spyOn(fs, 'accessSync').mockImplementation(() => {
    throw new Error('not there');
  });
  expect(missingPackages('cilium')).toEqual(expect.arrayContaining(wanted));
  expect(missingPackages()).not.toEqual(expect.arrayContaining(wanted));
  exists.mockRestore();
  expect(installCommand('cilium')).toBe(`${installCommand()} cilium`);
});

test('whoever is not root is told so before anything is done', () => {
  const getuid = jest.spyOn(process, 'getuid').mockReturnValue(1000);
  expect(requirePackages).toThrow('the lab needs root on Linux');
  getuid.mockRestore();
});
