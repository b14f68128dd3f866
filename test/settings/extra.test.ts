import { environmentText, loadFiles } from '../support/settings';

const load = (production: object, tenant = '') =>
  loadFiles({
    tenants: {
      'client-b.yaml': `name: client-b\negress: { proxies: [{ name: squid, address: 172.16.28.9 }] }\n${tenant}`,
    },
    environments: {
      'development.ts': environmentText('development'),
      'production.ts': environmentText('production', production as never),
    },
  });

test.each([
  ['clusters/production/*.yaml', 'is a pattern'],
  ['clusters/production/.sourceignore', 'it can hide guardrails from Flux'],
  ['clusters/production/kustomization.yaml', 'a Kustomize file changes'],
  ['clusters/production/sub/kustomization.yml', 'a Kustomize file changes'],
  ['clusters/production/Kustomization', 'a Kustomize file changes'],
  ['clusters/production/flux-system/kustomization.yaml', 'a Kustomize file changes'],
  ['clusters/production/flux-system/gotk-components.yaml', 'compares it with what flux bootstrap writes'],
  ['clusters/production/flux-system/gotk-sync.yaml', 'compares it with what flux bootstrap writes'],
  ['clusters/production', 'is not a path'],
  ['clusters/production/', 'is not a path'],
  ['clusters/production/../development/a.yaml', 'is not a path'],
  ['/clusters/production/a.yaml', 'is not a path'],
  ['./clusters/production/a.yaml', 'is not a path'],
  ['dist/base/a.yaml', 'is not a path'],
  ['tenants/a.yaml', 'is not a path'],
  ['clusters/development/a.yaml', 'is not in a folder of production'],
  ['dist/infra/development/a.tf', 'is not in a folder of production'],
])('extra: %j is an error at its line', (path, message) => {
  const { errors } = load({ extra: ['clusters/production/fine.yaml', path] });
  expect(errors).toEqual([expect.stringMatching(/^overlays\/production\.ts:\d+:\d+ extra\[1\]: /)]);
  expect(errors[0]).toContain(message);
});

test('extra names each file once', () => {
  expect(load({ extra: ['clusters/production/a.yaml', 'clusters/production/a.yaml'] }).errors).toHaveLength(1);
  expect(load({ extra: ['clusters/production/a.yaml', 'dist/infra/production/backend.tf'] }).errors).toEqual([]);
});

test.each(['platform', '@', '@a b', '@example/', 'a@b', '@x\n* @y', '#'])('owners: %j is no owner', (owner) => {
  expect(load({ owners: [owner] }).errors).toEqual([expect.stringContaining('is not a valid owner')]);
});

test('owners of a tenant are named in addition to the platform’s, the same in every environment', () => {
  const owners = 'owners: ["@example/team-shop"]\n';
  expect(load({ owners: ['@example/platform', 'alice@example.com'] }, owners)).toMatchObject({ errors: [] });
  expect(load({}, owners).warnings).toContainEqual(expect.stringContaining('owners: warning: has no effect'));
  expect(load({ owners: ['@a'] }, `environments: { production: { owners: ["@b"] } }\n`).errors).toEqual([
    expect.stringContaining('cannot be overridden'),
  ]);
});
