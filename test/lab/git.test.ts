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

test.each([
  ['a branch', { branch: 'main' }, 'main@sha1:', () => second],
  ['another branch', { branch: 'release' }, 'release@sha1:', () => first],
  ['a tag', { tag: 'v1.0.0' }, 'v1.0.0@sha1:', () => first],
  ['an annotated tag, by the commit that it names', { tag: 'v1.1.0' }, 'v1.1.0@sha1:', () => first],
  ['a range of versions before a tag', { semver: '1.x', tag: 'v1.0.0' }, 'v1.1.0@sha1:', () => first],
  ['a full name', { name: 'refs/heads/release' }, 'refs/heads/release@sha1:', () => first],
])('%s is resolved', async (_, ref, prefix, commit) => {
  expect(await clone.resolve(ref)).toEqual({ revision: `${prefix}${commit()}`, commit: commit() });
});

test('a commit goes before everything else', async () => {
  expect(await clone.resolve({ commit: first, branch: 'main' })).toEqual({
    revision: `main@sha1:${first}`,
    commit: first,
  });
});

test('without a reference it is master, which is not there', async () => {
  await expect(clone.resolve()).rejects.toThrow('couldn\'t find remote ref "refs/heads/master"');
});

test('a tag that is not there, and a range that fits none, are said', async () => {
  await expect(clone.resolve({ tag: 'v9' })).rejects.toThrow('refs/tags/v9');
  await expect(clone.resolve({ semver: '>=9' })).rejects.toThrow('no match found for semver: >=9');
});

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
