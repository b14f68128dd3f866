const { formatFindings, loadModel, synthesize, verify } = require('kubernetes-egress-tenancy');

const { model } = loadModel({ tenants: 'tenants', environments: 'overlays' });

test.each(model.environments.map((one) => [one.environment.name, one]))('tenants of %s', (_, { tenants }) => {
  const shown = tenants.map(({ name, namespace, egress, workloads }) => ({
    name,
    namespace,
    proxies: egress.proxies.map(({ name, address, publicAddress }) => ({ name, address, publicAddress })),
    allow: egress.allow ?? 'any public host',
    workloads: workloads.map(({ kind, name, image, replicas }) => ({ kind, name, image, replicas })),
  }));
  // After a change that is meant: npm test -- --updateSnapshot
  expect(shown).toMatchSnapshot();
});

test('no rule finds an error', () => {
  const errors = verify(synthesize(model), model).filter(
    ({ severity, suppressed }) => severity === 'error' && !suppressed,
  );
  expect(formatFindings(errors)).toEqual([]);
});
