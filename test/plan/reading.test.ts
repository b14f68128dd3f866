import { spawnSync } from 'node:child_process';
import { chmodSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { sideOfRevision, sideOnDisk } from '../../lib/plan';
import { GIT_ENVIRONMENT } from '../support/git-environment';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'plan-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

function write(files: Readonly<Record<string, string>>, below = folder): void {
  for (const [path, text] of Object.entries(files)) {
    mkdirSync(dirname(join(below, path)), { recursive: true });
    writeFileSync(join(below, path), text);
  }
}

function git(...args: string[]): void {
  const { status, stderr } = spawnSync('git', args, { cwd: folder, encoding: 'utf8', env: GIT_ENVIRONMENT });
  if (status !== 0) throw new Error(stderr);
}

function commit(files: Readonly<Record<string, string>>): void {
  write(files);
  git('init', '--quiet', '--initial-branch=main');
  git('add', '--force', '.');
  git('commit', '--quiet', '-m', 'first');
}

const TEXTS = {
  'clusters/d/.hidden.txt': 'h',
  'clusters/d/b.yaml': 'b: ä, and more than ten bytes\n',
  'dist/base/a b\tc.yaml': 'spaces',
  'dist/base/a.yaml': '',
  'dist/base/x/Kustomization': 'k',
  'dist/infra/d/notes.txt': 'n',
  'dist/overlays/d/kustomization.yml': 'o',
};
const OTHERS = {
  'clusters/d/.b.yaml.12.synth-tmp': 't',
  'dist/base/.a.yaml': 'x',
  'dist/base/a.txt': 'x',
  'dist/base/.x/a.yaml': 'x',
  'dist/other/a.yaml': 'x',
  'tenants/a.yaml': 'x',
};

describe('the disk', () => {
  test('holds the manifests and the files of machines, sorted in their folders', () => {
    write({ ...TEXTS, ...OTHERS, 'dist/infra/d/.terraform/big': 'x' });
    symlinkSync('a.yaml', join(folder, 'dist/base/link.yaml'));
    const { label, files } = sideOnDisk(folder);
    expect(label).toBe(`what is in ${folder}`);
    expect(Object.fromEntries(files)).toEqual({ ...TEXTS, 'dist/infra/d/.terraform': '' });
    write({ 'clusters/d/a.yaml': '', 'clusters/c/z.yaml': '' });
    expect([...sideOnDisk(folder).files.keys()].slice(-6)).toEqual([
      'clusters/c/z.yaml',
      'clusters/d/.hidden.txt',
      'clusters/d/a.yaml',
      'clusters/d/b.yaml',
      'dist/infra/d/.terraform',
      'dist/infra/d/notes.txt',
    ]);
  });

  test('may hold nothing', () => {
    expect(sideOnDisk(join(folder, 'nowhere')).files.size).toBe(0);
    expect(sideOnDisk('.').label).toBe('what is on disk');
  });
});

describe('a revision', () => {
  test('holds what the disk held, whatever lies there now', () => {
    commit({ ...TEXTS, ...OTHERS, 'dist/infra/d/.terraform/x/y': 'y' });
    symlinkSync('a.yaml', join(folder, 'dist/base/link.yaml'));
    git('add', '.');
    git('commit', '--quiet', '-m', 'second');
    rmSync(join(folder, 'dist'), { recursive: true });
    const { label, files } = sideOfRevision(folder, 'HEAD');
    expect(label).toBe('HEAD');
    expect(Object.fromEntries(files)).toEqual({ ...TEXTS, 'dist/infra/d/.terraform': 'y' });
  });

  test('of a folder below the repository is that of the folder, whatever a hook around it works on', () => {
    const paths = Object.entries(TEXTS).map(([path, text]) => [`below/${path}`, text]);
    commit({ ...Object.fromEntries(paths), 'dist/base/outside.yaml': 'x' });
    const before = process.env.GIT_DIR;
    process.env.GIT_DIR = '/nowhere';
    try {
      expect(Object.fromEntries(sideOfRevision(join(folder, 'below'), 'main').files)).toEqual(TEXTS);
    } finally {
      if (before === undefined) delete process.env.GIT_DIR;
      else process.env.GIT_DIR = before;
    }
  });

  test('without output has no files; an unknown one is refused', () => {
    commit({ 'README.md': 'x' });
    expect(sideOfRevision(folder, 'main').files.size).toBe(0);
    for (const revision of ['nowhere', '--all', 'main:README.md', '']) {
      expect(() => sideOfRevision(folder, revision)).toThrow(
        expect.objectContaining({
          message: expect.stringMatching(new RegExp(`^unknown revision ${revision}: `)),
          code: 2,
        }),
      );
    }
  });

  test('in no repository, or of one that lost a file, is refused with what git says', () => {
    expect(() => sideOfRevision(folder, 'main')).toThrow(
      expect.objectContaining({ message: expect.stringMatching(/^--against main: .*: not a git repository/), code: 2 }),
    );
    commit({ 'dist/base/a.yaml': 'a' });
    const id = spawnSync('git', ['rev-parse', 'HEAD:dist/base/a.yaml'], {
      cwd: folder,
      encoding: 'utf8',
      env: GIT_ENVIRONMENT,
    }).stdout.trim();
    const blob = join(folder, '.git/objects', id.slice(0, 2), id.slice(2));
    chmodSync(blob, 0o600);
    rmSync(blob);
    expect(() => sideOfRevision(folder, 'main')).toThrow('--against main: git has lost one of its files');
  });

  test.each([
    ['exit 127', undefined, 'git is not installed'],
    ['kill -9 $$', 'git', 'git rev-parse did not run (undefined)'],
    [
      'case $1 in rev-parse) echo x;; *) echo "error: broken" >&2; exit 1;; esac',
      'git',
      '--against main: git could not read it: broken',
    ],
    [
      'printf "\\n$LC_ALL $GIT_OPTIONAL_LOCKS error: x\\nmore\\n" >&2; exit 3',
      'git',
      '--against main: FOLDER: C 0 error: x',
    ],
  ])('needs git to answer: %s', (script, name, message) => {
    const { PATH } = process.env;
    if (name) writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    process.env.PATH = folder;
    try {
      expect(() => sideOfRevision(folder, 'main')).toThrow(
        expect.objectContaining({ message: message.replace('FOLDER', folder), code: 2 }),
      );
    } finally {
      process.env.PATH = PATH;
    }
  });
});
