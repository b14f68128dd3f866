import { arbitraryTenantFiles } from '../support/arbitrary-tenant';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { loadFiles } from '../support/settings';

test('any valid settings load, twice the same', () => {
  fc.assert(
    fc.property(arbitraryTenantFiles(3), (tenants) => {
      const { errors, loaded } = loadFiles({ tenants });
      expect(errors).toEqual([]);
      expect(loadFiles({ tenants }).loaded?.model).toEqual(loaded?.model);
    }),
    { numRuns: runs(8) },
  );
});
