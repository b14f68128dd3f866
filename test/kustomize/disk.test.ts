import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { build, type FileSource, filesOnDisk } from '../../lib/kustomize';

let root: string;
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'kustomize-disk-'));
  mkdirSync(join(root, 'dist/base'), { recursive: true });
  mkdirSync(join(root, 'dist/overlay'));
  writeFileSync(join(root, 'dist/base/kustomization.yaml'), 'resources: [n.yaml]\n');
  writeFileSync(join(root, 'dist/base/n.yaml'), 'apiVersion: v1\nkind: Namespace\nmetadata: { name: a }\n');
  writeFileSync(join(root, 'dist/overlay/kustomization.yaml'), 'resources: [../base]\n');
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

test('builds a folder on disk', () => {
  expect(build(filesOnDisk(root), 'dist/overlay')).toEqual([
    { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'a' } },
  ]);
});

test('a folder is no file, and what is below a file is none either', () => {
  const files = filesOnDisk(root);
  expect(files.get('dist/base')).toBeUndefined();
  expect(files.get('dist/base/n.yaml/kustomization.yaml')).toBeUndefined();
  expect(files.get('dist/missing')).toBeUndefined();
});

test('a file that is no UTF-8 is named', () => {
  writeFileSync(join(root, 'dist/base/n.yaml'), Buffer.from([0x61, 0x3a, 0x20, 0xff]));
  expect(() => build(filesOnDisk(root), 'dist/overlay')).toThrow(/n\.yaml: is no UTF-8$/);
});

test('the work grows with the number of objects, not faster', () => {
  const reads = (tenants: number) => {
    const files = new Map<string, string | readonly object[]>();
    const names = Array.from({ length: tenants }, (_, index) => `t${index}`);
    for (const name of names) {
      files.set(`base/${name}/kustomization.yaml`, [{ resources: ['n.yaml'] }]);
      files.set(`base/${name}/n.yaml`, [{ apiVersion: 'v1', kind: 'Namespace', metadata: { name } }]);
      files.set(`overlay/${name}/kustomization.yaml`, [
        { resources: [`../../base/${name}`], patches: [{ path: 'p.yaml' }] },
      ]);
      files.set(`overlay/${name}/p.yaml`, [
        { apiVersion: 'v1', kind: 'Namespace', metadata: { name, labels: { a: 'b' } } },
      ]);
    }
    files.set('overlay/kustomization.yaml', [{ resources: names }]);
    let count = 0;
    const counting: FileSource = {
      get(path) {
        count++;
        return files.get(path);
      },
    };
    expect(build(counting, 'overlay')).toHaveLength(tenants);
    return count;
  };
  const [few, many] = [reads(10), reads(1010)];
  expect((many - few) / 1000).toBeLessThanOrEqual(few / 10);
});
