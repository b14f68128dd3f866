import { resourceName, tenantOfResource } from '../../lib/infra/resource-names';

test.each([
  ['scaleway_k8s_pool', resourceName('client-a'), 'client-a'],
  ['scaleway_instance_ip', resourceName('client-a', 'squid-a'), 'client-a'],
  ['scaleway_k8s_pool', resourceName('2nd'), '2nd'],
  ['scaleway_instance_server', resourceName('2nd', 'squid-a'), '2nd'],
  // Of no tenant: synth gives these types other names.
  ['scaleway_instance_ip', 'client-a', undefined],
  ['scaleway_k8s_pool', 'client-a_squid-a', undefined],
  ['scaleway_k8s_cluster', 'cluster', undefined],
])('%s.%s is of tenant %s', (type, name, tenant) => {
  expect(tenantOfResource(type, name)).toBe(tenant);
});
