import fs from 'node:fs';
import { brokenReferences, clusterOf } from './_cluster';
import { file, temporaryFolder, tree, write } from './_support';

afterEach(() => jest.restoreAllMocks());

/** Looks at the disk after each change of a name. */
function watch(outDir: string): { changes: number; broken: Set<string> } {
  const seen = { changes: 0, broken: new Set<string>() };
  for (const call of ['renameSync', 'unlinkSync', 'rmdirSync', 'rmSync'] as const) {
    const real = fs[call] as (...args: unknown[]) => unknown;
    jest.spyOn(fs, call).mockImplementation((...args: unknown[]) => {
      const result = real(...args);
      seen.changes++;
      for (const reference of brokenReferences(outDir)) seen.broken.add(reference);
      return result;
    });
  }
  return seen;
}

test.each([
  ['the first write', [], ['a', 'b']],
  ['a new tenant', ['b'], ['a', 'b', 'c']],
  ['a tenant that left', ['a', 'b', 'c'], ['b']],
  ['a tenant that was renamed', ['a', 'c'], ['a', 'd']],
])('whatever a kustomization.yaml lists is there at every moment of %s', (_, before, after) => {
  const out = temporaryFolder();
  if (before.length > 0) write(out, clusterOf(before, 'old'));
  const seen = watch(out);
  write(out, clusterOf(after, 'new'));
  jest.restoreAllMocks();
  expect([...seen.broken]).toEqual([]);
  expect(seen.changes).toBeGreaterThan(10);
  expect(Object.keys(tree(out)).sort()).toEqual(
    clusterOf(after, 'new')
      .map(({ path }) => path)
      .sort(),
  );
});

test('Flux is told of an overlay after it is there, and no longer told before it goes', () => {
  const out = temporaryFolder();
  const order: string[] = [];
  const rename = fs.renameSync;
  jest.spyOn(fs, 'renameSync').mockImplementation((from, to) => {
    order.push(String(to).slice(out.length + 1));
    rename(from, to);
  });
  const remove = fs.rmSync;
  jest.spyOn(fs, 'rmSync').mockImplementation((path, options) => {
    order.push(String(path).slice(out.length + 1));
    remove(path, options);
  });
  write(out, clusterOf(['a'], 'new'));
  expect(order.at(-1)).toBe('clusters/development/kustomization-dev.yaml');
  expect(order.at(-2)).toBe('dist/overlays/development/kustomization.yaml');
  order.length = 0;
  write(out, []);
  expect(order.slice(0, 2)).toEqual([
    'clusters/development/kustomization-dev.yaml',
    'dist/overlays/development/kustomization.yaml',
  ]);
});

test('kustomizations that list each other, which kustomize refuses, are written all the same', () => {
  const out = temporaryFolder();
  const ring = [
    file('dist/a/kustomization.yaml', 'resources:\n- "../b"\n'),
    file('dist/b/kustomization.yaml', 'resources:\n- ../a\n'),
  ];
  expect(write(out, ring).created).toHaveLength(2);
});
