import fs from 'node:fs';
import { join } from 'node:path';
import { SYNTH_ROOTS, writeOutput } from '../../lib/output';
import { Project } from '../support/project';

test('a file that changes between its writing and its rename has no known state', () => {
  const { folder } = new Project({ 'settings.txt': '' });
  const file = (name: string) => ({
    path: `dist/base/${name}.yaml`,
    content: 'a: 1\n',
    source: 'tenants/a.yaml',
    owner: {},
  });
  const rename = fs.renameSync;
  const spy = jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    const wait = new Int32Array(new SharedArrayBuffer(4));
    if (String(to).endsWith('edited.yaml')) {
      fs.writeFileSync(from, fs.readFileSync(from, 'utf8').replace('a: 1', 'a: 2'));
    }
    Atomics.wait(wait, 0, 0, 150);
    rename(from, to);
  });
  const { states } = writeOutput(folder, [file('edited'), file('same')], { roots: SYNTH_ROOTS, observed: true });
  spy.mockRestore();
  expect(fs.readFileSync(join(folder, 'dist/base/edited.yaml'), 'utf8')).toContain('a: 2');
  expect([...(states?.keys() ?? [])]).toEqual(['dist/base/same.yaml']);
});
