import { ownerIn } from '../../lib/plan/_owner';

const namespace = (name: string, labels: Record<string, string>) => ({
  apiVersion: 'v1',
  kind: 'Namespace',
  metadata: { name, labels },
});
const service = (where: string) => ({
  apiVersion: 'v1',
  kind: 'Service',
  metadata: { name: 'egress-gateway', namespace: where },
});

test('what stands in the namespace of a tenant’s gateway is the tenant’s', () => {
  const own = namespace('shop', { tenant: 'client-a', 'network/isolation': 'egress-proxy' });
  const gateway = namespace('shop-egress', { 'network/isolation': 'egress-gateway' });
  const owner = ownerIn([gateway, own]);
  expect([gateway, service('shop-egress'), service('other')].map(owner)).toEqual(['client-a', 'client-a', undefined]);
  // The name alone does not say so.
  expect(ownerIn([namespace('shop-egress', {}), own])(service('shop-egress'))).toBeUndefined();
});
