import { verify } from '../../lib/rules';
import { synthesize } from '../../lib/synthesize';
import { arbitraryTenantFiles } from '../support/arbitrary-tenant';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';
import { environmentText, loadFiles, loadShipped } from '../support/settings';
import { outputFiles, render, SETTINGS } from './_world';

test('the shipped settings give no finding, and the three warnings that a user settles', () => {
  const { loaded, warnings } = loadShipped();
  if (!loaded) throw new Error('the shipped settings do not load');
  expect(verify(synthesize(loaded.model), loaded.model)).toEqual([]);
  expect(warnings).toEqual([
    expect.stringMatching(/registries: warning: is not set/),
    expect.stringMatching(/nodePool\.sources: warning: is not known/),
    expect.stringMatching(/publicAddress: warning: 203\.0\.113\.10 is in a range for documentation/),
  ]);
});

const LOCKED_DOWN = {
  cluster: {
    admissionPlugins: ['PodNodeSelector', 'PodTolerationRestriction'],
    resolver: { address: '10.32.0.53' },
  },
  flux: { lockdown: true },
};

test.each([
  ['in one Kustomization', 'per-environment'],
  ['in two a tenant', 'per-tenant'],
])('locked down, with a resolver of their own and a tenant’s repository, %s', (_, reconcile) => {
  const repository = 'repository: { url: "https://git.example.org/b.git", path: ./deploy, ref: { branch: main } }\n';
  const { model, files } = render({
    ...SETTINGS,
    'tenants/client-b.yaml':
      SETTINGS['tenants/client-b.yaml']?.replace('environments:', `${repository}environments:`) ?? '',
    'overlays/production.ts': environmentText('production', {
      ...LOCKED_DOWN,
      flux: { ...LOCKED_DOWN.flux, reconcile },
    }),
  });
  expect(verify(outputFiles(files), model)).toEqual([]);
});

test('what the settings can say gives no error, whatever they say', () => {
  const flux = fc.record({ reconcile: fc.constantFrom('per-environment', 'per-tenant'), lockdown: fc.boolean() });
  fc.assert(
    fc.property(
      fc.integer({ min: 1, max: 4 }).chain((count) => arbitraryTenantFiles(count)),
      flux,
      (tenants, how) => {
        const environments = {
          'development.ts': environmentText('development', { flux: how }),
          'production.ts': environmentText('production', {
            ...LOCKED_DOWN,
            flux: how,
            gateways: { certificates: 'cert-manager' },
          }),
        };
        const { loaded, errors } = loadFiles({ tenants, environments });
        if (!loaded) throw new Error(errors.join('\n'));
        const found = verify(synthesize(loaded.model), loaded.model);
        expect(found.filter(({ severity }) => severity === 'error')).toEqual([]);
      },
    ),
    { numRuns: runs(5) },
  );
});
