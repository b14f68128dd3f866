import { spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';

const root = resolve(__dirname, '../..');
const COPIED = [
  'lib',
  'imports',
  'overlays',
  'tenants',
  'dist',
  'clusters',
  'schemas',
  'docs/hooks',
  'package.json',
  'tsconfig.json',
  '.gitattributes',
];
const STRANGER = 'clusters/production/zz-namespace-defaults.yaml';
const TENANT = 'tenants/client-a.yaml';

import { GIT_ENVIRONMENT } from '../support/git-environment';

let base: string;
let folder: string;

/** The hook's temporary folders are in a folder of their own. */
const environment = () => ({ ...GIT_ENVIRONMENT, HOME: base, TMPDIR: join(base, 'temporary files') });

function git(cwd: string, ...args: string[]) {
  const { status, stdout, stderr } = spawnSync('git', args, { cwd, encoding: 'utf8', env: environment() });
  return { status, output: stdout + stderr };
}

const edit = (path: string, change: (text: string) => string, cwd = folder) =>
  fs.writeFileSync(
    join(cwd, path),
    change(fs.existsSync(join(cwd, path)) ? fs.readFileSync(join(cwd, path), 'utf8') : ''),
  );

const commit = (...args: string[]) => git(folder, 'commit', '--quiet', '-m', 'change', ...args);

const commits = () => git(folder, 'rev-list', '--count', 'HEAD').output.trim();

beforeAll(() => {
  base = fs.mkdtempSync(join(tmpdir(), 'hook-'));
  folder = join(base, 'a repository');
  fs.mkdirSync(join(base, 'temporary files'));
  for (const name of COPIED) fs.cpSync(join(root, name), join(folder, name), { recursive: true });
  fs.symlinkSync(join(root, 'node_modules'), join(folder, 'node_modules'));
  fs.writeFileSync(join(folder, '.gitignore'), 'node_modules\n');
  git(folder, 'init', '--quiet', '--initial-branch=main');
  git(folder, 'config', 'core.hooksPath', 'docs/hooks');
  git(folder, 'add', '.');
});

beforeEach(() => {
  if (git(folder, 'rev-parse', '--verify', '--quiet', 'HEAD').status === 0) {
    git(folder, 'reset', '--quiet', '--hard');
    git(folder, 'clean', '--quiet', '-fd');
  }
});

const left = () => fs.readdirSync(join(base, 'temporary files')).filter((name) => name.startsWith('egress-index'));

afterEach(() => expect(left()).toEqual([]));

afterAll(() => fs.rmSync(base, { recursive: true, force: true }));

test('what is fine is committed', () => {
  expect(commit()).toMatchObject({ status: 0 });
  expect(commits()).toBe('1');
});

test('what is staged is refused, although the working tree is fine', () => {
  edit(STRANGER, () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: default }\n');
  git(folder, 'add', STRANGER);
  fs.rmSync(join(folder, STRANGER));
  const { status, output } = commit();
  expect(status).not.toBe(0);
  expect(output).toContain(`${STRANGER}:1:1: was not written by synth`);
  expect(commits()).toBe('1');
});

/** Judges as `check` does, in a tenth of the time: what follows is about which files are judged. */
const STAND_IN = `require('yaml');
const { existsSync, readFileSync } = require('node:fs');
if (readFileSync('${TENANT}', 'utf8').includes('nonsense')) process.exit(1);
if (existsSync('${STRANGER}')) { console.error('${STRANGER}:1:1: was not written by synth'); process.exit(1); }
`;

test('the hook runs check as package.json has it', () => {
  edit('check.js', () => STAND_IN);
  edit('package.json', (text) => text.replace(/"check": ".*"/, '"check": "node check.js"'));
  git(folder, 'add', '.');
  expect(commit()).toMatchObject({ status: 0 });
  expect(commits()).toBe('2');
});

test('what is staged is committed, although the working tree is broken', () => {
  edit('README.md', () => 'more\n');
  git(folder, 'add', 'README.md');
  edit(TENANT, (text) => `${text}nonsense: true\n`);
  edit(STRANGER, () => 'kind: Nonsense\n');
  expect(commit()).toMatchObject({ status: 0 });
  expect(commits()).toBe('3');
});

test('of a partial commit, only the files that are named are judged', () => {
  edit(TENANT, (text) => `${text}nonsense: true\n`);
  edit('README.md', () => 'even more\n');
  git(folder, 'add', TENANT);
  expect(commit('README.md')).toMatchObject({ status: 0 });
  expect(commits()).toBe('4');
});

test('a linked working tree uses the packages of the main one', () => {
  const linked = join(base, 'linked tree');
  git(folder, 'worktree', 'add', '--quiet', linked, '-b', 'other');
  edit(STRANGER, () => 'apiVersion: v1\nkind: ConfigMap\nmetadata: { name: x, namespace: default }\n', linked);
  git(linked, 'add', STRANGER);
  const { status, output } = git(linked, 'commit', '--quiet', '-m', 'change');
  expect(status).not.toBe(0);
  expect(output).toContain(`${STRANGER}:1:1: was not written by synth`);
});
