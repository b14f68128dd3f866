import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { copied } from '../../lab/gitops/source-watcher/copies';
import { tarball } from '../../lab/gitops/source-watcher/tar';

let folder: string;

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'source-watcher-test-'));
  for (const path of ['dist/base/a/x.yaml', 'dist/base/a/deep/y.yaml', 'dist/base/b/z.yaml']) {
    mkdirSync(join(folder, dirname(path)), { recursive: true });
    writeFileSync(join(folder, path), path);
  }
});

afterEach(() => rmSync(folder, { recursive: true }));

test('a copy takes all below a folder, and nothing beside it', () => {
  const files = copied([{ from: '@r/dist/base/a/**', to: '@artifact/there/' }], { r: folder });
  expect([...files].map(([path, content]) => [path, String(content)]).sort()).toEqual([
    ['there/deep/y.yaml', 'dist/base/a/deep/y.yaml'],
    ['there/x.yaml', 'dist/base/a/x.yaml'],
  ]);
});

test.each([
  [{ from: '@r/dist/base/c/**', to: '@artifact/' }, /no files match pattern 'dist\/base\/c\/\*\*' in source 'r'/],
  [{ from: '@s/dist/**', to: '@artifact/' }, /source alias 's' not found/],
  [{ from: '@r/dist/*.yaml', to: '@artifact/' }, /does not know/],
  [{ from: '@r/dist/**', to: '@artifact/', strategy: 'Merge' }, /does not know/],
])('%j is refused', (copy, message) => {
  expect(() => copied([copy], { r: folder })).toThrow(message);
});

test('an archive has the same bytes for the same files, in whatever order, and others for others', () => {
  const long = `${'folder-of-some-length/'.repeat(6)}file.yaml`;
  const files: [string, Buffer][] = [
    ['b.yaml', Buffer.from('b'.repeat(512))],
    [long, Buffer.from('long')],
    ['a/empty.yaml', Buffer.alloc(0)],
  ];
  const archive = tarball(new Map(files));
  expect(tarball(new Map(files.toReversed())).equals(archive)).toBe(true);
  expect(tarball(new Map([...files, ['b.yaml', Buffer.from('c')]])).equals(archive)).toBe(false);
  writeFileSync(join(folder, 'x.tar.gz'), archive);
  const list = execFileSync('tar', ['-tzf', join(folder, 'x.tar.gz')], { encoding: 'utf8' });
  expect(list.trim().split('\n')).toEqual(['a/empty.yaml', 'b.yaml', long]);
  const content = execFileSync('tar', ['-xOzf', join(folder, 'x.tar.gz'), long], { encoding: 'utf8' });
  expect(content).toBe('long');
});
