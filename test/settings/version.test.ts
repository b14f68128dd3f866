import { environmentText, loadFiles } from '../support/settings';

function warnings(more: Parameters<typeof environmentText>[1]): readonly string[] {
  const { errors, warnings: found } = loadFiles({
    environments: { 'production.ts': environmentText('production', more) },
  });
  expect(errors).toEqual([]);
  return found.filter((line) => line.includes('version'));
}

const created = (version: string) => ({ infrastructure: { cluster: 'kapsule', create: { version } } }) as never;

test.each(['1.33', '1.33.9', '1.30'])(
  '%s is below what Pod Security needs to refuse probes to other hosts',
  (version) => {
    expect(warnings({ cluster: { version } })).toEqual([
      expect.stringMatching(
        /^overlays\/production\.ts:\d+:\d+ cluster\.version: warning: 1\.\S+ is below 1\.34, .* egress-tenant-probes is the only control/,
      ),
    ]);
    expect(warnings(created(version))).toEqual([expect.stringContaining('infrastructure.create.version: warning: ')]);
  },
);

test.each(['1.34', '1.35', '1.35.2', '1.100'])('%s is not', (version) => {
  expect(warnings({ cluster: { version } })).toEqual([]);
  expect(warnings(created(version))).toEqual([]);
});

test('the cluster’s version goes before the one that it was made with', () => {
  expect(warnings({ ...(created('1.30') as object), cluster: { version: '1.35' } })).toEqual([]);
});
