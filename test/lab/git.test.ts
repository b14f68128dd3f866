import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { GitClone } from '../../lab/gitops/git';

let source: string;
let clone: GitClone;
let first: string;
let second: string;

beforeAll(async () => {
  source = mkdtempSync(join(tmpdir(), 'lab-git-'));
  clone = GitClone.at(source);
  clone.configure();
  mkdirSync(clone.folder);
  await clone.git('init', '--quiet');
  writeFileSync(join(clone.folder, 'a'), '1');
  first = await clone.commit('one');
  await clone.git('tag', 'v1.0.0');
  await clone.git('tag', '--annotate', 'v1.1.0', '--message', 'x');
  writeFileSync(join(clone.folder, 'a'), '2');
  second = await clone.commit('two');
  await clone.git('branch', 'release', first);
});

afterAll(() => rmSync(source, { recursive: true, force: true }));

test('a commit without changes is the present one', async () => {
  expect(await clone.commit('nothing')).toBe(second);
});

test('what the repository ignores is committed all the same: it is what lies in the folder', async () => {
  writeFileSync(join(clone.folder, '.gitignore'), 'dist\n');
  mkdirSync(join(clone.folder, 'dist'));
  writeFileSync(join(clone.folder, 'dist', 'x.yaml'), '');
  await clone.commit('three');
  expect(await clone.git('ls-files')).toContain('dist/x.yaml');
});
