import fs from 'node:fs';
import { basename, join } from 'node:path';
import { planWrite, requireFolder, SYNTH_ROOTS } from '../../lib/output';
import { file, put, refusal, temporaryFolder, tree, write } from './_support';

const isRoot = process.getuid?.() === 0;
/** Root may write anywhere; the cases below that feign the same errors run for everybody. */
const testAsUser = isRoot ? test.skip : test;

afterEach(() => jest.restoreAllMocks());

function systemError(code: string): Error {
  return Object.assign(new Error(`${code}: of the system`), { code });
}

/** Lets a call fail for one file; `is` gets its name. */
function fail(
  call: 'writeFileSync' | 'renameSync' | 'rmSync' | 'readFileSync',
  code: string,
  is: (name: string) => boolean,
) {
  const real = fs[call] as (...args: unknown[]) => unknown;
  jest.spyOn(fs, call).mockImplementation(((...args: unknown[]) => {
    if (is(basename(String(args[0])))) throw systemError(code);
    return real(...args);
  }) as never);
}

const OLD = [file('dist/a.yaml'), file('dist/b.yaml'), file('dist/gone/c.yaml')];
const NEW = [file('dist/a.yaml', 'b: 2\n'), file('dist/b.yaml', 'b: 2\n'), file('dist/new/d.yaml')];

test('a folder that the user names has to be there, and to be a folder', () => {
  const folder = temporaryFolder();
  put(folder, 'file', '');
  requireFolder(folder, '--out');
  expect(refusal(() => requireFolder(join(folder, 'none'), '--out'))).toMatchObject({
    code: 2,
    message: `--out ${folder}/none: there is no such folder`,
  });
  expect(refusal(() => requireFolder(join(folder, 'file/none'), '--out')).message).toContain('not a folder (ENOTDIR)');
  expect(refusal(() => requireFolder(join(folder, 'file'), '--out')).message).toContain('is not a folder');
});

test('an output folder that is not there, or is a file, is named', () => {
  const folder = temporaryFolder();
  put(folder, 'file', '');
  expect(refusal(() => write(join(folder, 'none'), OLD))).toMatchObject({
    code: 2,
    message: `${folder}/none: could not be locked: it is not there (ENOENT)`,
  });
  expect(refusal(() => write(join(folder, 'file'), OLD))).toMatchObject({
    code: 2,
    message: `${folder}/file: could not be locked: a part of the path is not a folder (ENOTDIR)`,
  });
  expect(tree(folder)).toEqual({ file: '' });
});

test('a full disk changes nothing and leaves nothing', () => {
  const out = temporaryFolder();
  write(out, OLD);
  const before = tree(out);
  fail('writeFileSync', 'ENOSPC', (name) => name.startsWith('.b.yaml.'));
  expect(refusal(() => write(out, NEW))).toMatchObject({
    code: 2,
    message: `${out}/dist/b.yaml: could not be written: no space left on the device (ENOSPC)`,
  });
  expect(tree(out)).toEqual(before);
});

test('a disk that is full at the first write leaves no folder', () => {
  const out = temporaryFolder();
  fail('writeFileSync', 'ENOSPC', (name) => name.startsWith('.d.yaml.'));
  expect(refusal(() => write(out, NEW)).code).toBe(2);
  expect(tree(out)).toEqual({});
});

test('a name that the disk does not take changes nothing', () => {
  const out = temporaryFolder();
  write(out, OLD);
  const before = tree(out);
  const path = `dist/new/${'n'.repeat(300)}.yaml`;
  expect(refusal(() => write(out, [...NEW, file(path)]))).toMatchObject({
    code: 2,
    message: `${out}/${path}: could not be written: the name is too long (ENAMETOOLONG)`,
  });
  expect(tree(out)).toEqual(before);
});

test.each(['EACCES', 'EROFS', 'EBUSY', 'EXDEV'])(
  'a replacement that fails with %s is named, and no temporary file stays',
  (code) => {
    const out = temporaryFolder();
    write(out, OLD);
    fail('renameSync', code, (name) => name.startsWith('.b.yaml.'));
    const error = refusal(() => write(out, NEW));
    expect(error.code).toBe(2);
    expect(error.message).toMatch(new RegExp(`^${out}/dist/b\\.yaml: could not be replaced: [a-z -]+ \\(${code}\\)$`));
    expect(Object.keys(tree(out)).filter((path) => path.endsWith('tmp'))).toEqual([]);
    jest.restoreAllMocks();
    write(out, NEW);
    expect(Object.keys(tree(out))).toEqual(['dist/a.yaml', 'dist/b.yaml', 'dist/new/d.yaml']);
  },
);

test('a file that cannot be removed is named', () => {
  const out = temporaryFolder();
  write(out, OLD);
  fail('rmSync', 'EPERM', (name) => name === 'c.yaml');
  expect(refusal(() => write(out, NEW)).message).toBe(
    `${out}/dist/gone/c.yaml: could not be removed: not permitted (EPERM)`,
  );
});

test('a file that cannot be read stops the run only where it has to be written', () => {
  const out = temporaryFolder();
  write(out, OLD);
  put(out, 'dist/secret.yaml', 'mine\n');
  fail('readFileSync', 'EACCES', (name) => name === 'secret.yaml');
  const roots = SYNTH_ROOTS;
  expect(planWrite(out, OLD, { roots }).leftAlone).toEqual([{ path: 'dist/secret.yaml', is: 'foreign' }]);
  expect(refusal(() => planWrite(out, [file('dist/secret.yaml')], { roots }))).toMatchObject({
    code: 2,
    message: `${out}/dist/secret.yaml: could not be read: permission denied (EACCES)`,
  });
});

test('a mistake of the program is not dressed up as a problem of the disk', () => {
  const out = temporaryFolder();
  jest.spyOn(fs, 'renameSync').mockImplementation(() => {
    throw new TypeError('ours');
  });
  expect(() => write(out, NEW)).toThrow(TypeError);
});

testAsUser('folders and files without permission are named, and nothing changes', () => {
  const out = temporaryFolder();
  write(out, OLD);
  const before = tree(out);
  fs.chmodSync(join(out, 'dist'), 0o555);
  try {
    expect(refusal(() => write(out, NEW)).message).toContain('could not be written: permission denied (EACCES)');
  } finally {
    fs.chmodSync(join(out, 'dist'), 0o755);
  }
  fs.chmodSync(join(out, 'dist/a.yaml'), 0);
  try {
    expect(refusal(() => write(out, NEW)).message).toBe(
      `${out}/dist/a.yaml: could not be read: permission denied (EACCES)`,
    );
  } finally {
    fs.chmodSync(join(out, 'dist/a.yaml'), 0o644);
  }
  expect(tree(out)).toEqual(before);
});
