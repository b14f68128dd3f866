import { environment } from '../../lib/settings/environment';
import { fillDefaults } from '../../lib/settings/fill-defaults';
import { tenantBase } from '../../lib/settings/tenant';
import { arbitraryTenantSettings } from '../support/arbitrary-tenant';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { WORLDS } from './_worlds';

// What is rendered is made of settings with defaults filled in: of complete ones, the schema says the same, key by key.

function withoutEnvironments({ environments, ...tenant }: { readonly environments?: unknown }): object {
  return tenant;
}

test.each(WORLDS.map((world, index) => [index, world] as const))('the settings of world %i', (_, world) => {
  const tenant = withoutEnvironments(world.tenant);
  expect(JSON.stringify(fillDefaults(tenantBase, tenant))).toBe(JSON.stringify(tenantBase.parse(tenant)));
  expect(fillDefaults(tenantBase, tenant)).toEqual(tenantBase.parse(tenant));
  expect(JSON.stringify(fillDefaults(environment, world.environment))).toBe(
    JSON.stringify(environment.parse(world.environment)),
  );
});

test('any tenant', () => {
  fc.assert(
    fc.property(arbitraryTenantSettings(), (settings) => {
      const tenant = withoutEnvironments(settings);
      expect(JSON.stringify(fillDefaults(tenantBase, tenant))).toBe(JSON.stringify(tenantBase.parse(tenant)));
    }),
    { numRuns: runs(50) },
  );
});
