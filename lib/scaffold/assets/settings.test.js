const { formatFindings, loadModel, synthesize, verify } = require('kubernetes-egress-tenancy');

const { model } = loadModel({ tenants: 'tenants', environments: 'overlays' });
const cases = model.environments.flatMap(({ environment, tenants }) =>
  tenants.map((tenant) => [`${environment.name}: ${tenant.name}`, tenant]),
);

// What each tenant gets. After a change that is meant: npm test -- --updateSnapshot
test.each(cases)('%s', (_, { namespace, egress, workloads }) => {
  expect({
    namespace,
    proxies: egress.proxies.map(({ name, address, publicAddress }) => ({ name, address, publicAddress })),
    allow: egress.allow ?? 'any public host',
    workloads: workloads.map(({ kind, name, image, replicas }) => ({ kind, name, image, replicas })),
  }).toMatchSnapshot();
});

test('no rule finds an error', () => {
  const findings = verify(synthesize(model), model);
  expect(formatFindings(findings.filter(({ severity, suppressed }) => severity === 'error' && !suppressed))).toEqual(
    [],
  );
});
