import { environmentText, loadFiles } from '../support/settings';

function linesOf(resolver: object, more: object = { cluster: { cni: 'calico' } }): readonly string[] {
  const { cluster, ...rest } = more as { cluster?: object };
  const production = environmentText('production', { cluster: { resolver, ...cluster }, ...rest });
  const { errors, warnings } = loadFiles({
    environments: { 'development.ts': environmentText('development'), 'production.ts': production },
  });
  return [...errors, ...warnings].map((line) => line.replace('overlays/production.ts:', ''));
}

test.each([
  ['an address of its own', { address: '10.32.0.53' }, []],
  ['one with everything', { address: '10.32.1.0', image: 'example.com/coredns:1', apiServer: '51.15.1.1' }, []],
  [
    'no address',
    {},
    ['9:5 cluster.resolver.address: is missing: service address of the resolver, for example 10.32.0.53'],
  ],
  [
    'no address of a service',
    { address: '172.16.28.53' },
    ['10:7 cluster.resolver.address: 172.16.28.53 is outside 10.32.0.0/20, the range of the services'],
  ],
  [
    'the cluster’s own DNS',
    { address: '10.32.0.10' },
    ['10:7 cluster.resolver.address: 10.32.0.10 is the cluster’s own DNS; the resolver takes another one'],
  ],
  [
    'the API server',
    { address: '10.32.0.1' },
    ['10:7 cluster.resolver.address: 10.32.0.1 is the API server, the first service of 10.32.0.0/20'],
  ],
  [
    'the network address',
    { address: '10.32.0.0' },
    ['10:7 cluster.resolver.address: 10.32.0.0 is the network address of 10.32.0.0/20'],
  ],
  [
    'the broadcast address',
    { address: '10.32.15.255' },
    ['10:7 cluster.resolver.address: 10.32.15.255 is the broadcast address of 10.32.0.0/20'],
  ],
  [
    'no address at all',
    { address: '10.32.0' },
    ['10:7 cluster.resolver.address: 10.32.0 is not a valid IPv4 address (expected, for example, 172.16.28.8)'],
  ],
  [
    'an address that the cluster may give away',
    { address: '10.32.1.1' },
    [
      '10:7 cluster.resolver.address: warning: 10.32.1.1 is among those that the cluster gives to services by itself, and may be taken; choose one up to 10.32.1.0 [resolver-address-dynamic]',
    ],
  ],
  [
    'no image',
    { address: '10.32.0.53', image: 'CoreDNS' },
    [
      '11:7 cluster.resolver.image: CoreDNS is not a valid image (expected, for example, registry.example.com/team/app:1.2.3)',
    ],
  ],
  [
    'an API server by its service address',
    { address: '10.32.0.53', apiServer: '10.32.0.1' },
    [
      '11:7 cluster.resolver.apiServer: 10.32.0.1 overlaps 10.32.0.0/20, the range of the services: policies see the API server’s own address, which `kubectl get endpoints kubernetes` names',
    ],
  ],
])('%s', (_, resolver, lines) => {
  expect(linesOf(resolver)).toEqual(lines);
});

const ON_A_NODE =
  '9:5 cluster.resolver: warning: does not reach an API server that runs on a node if the cluster runs Cilium; set cluster.cni [resolver-cilium]';

test.each([
  ['cni is not known', undefined, {}, [ON_A_NODE]],
  ['the API server is in the private network', '172.16.28.3', {}, [ON_A_NODE]],
  ['its range contains the private network', '172.16.0.0/12', {}, [ON_A_NODE]],
  ['the API server is outside', '51.15.1.1', {}, []],
  ['cni is cilium', undefined, { cluster: { cni: 'cilium' } }, []],
  ['cni is cilium_native', undefined, { cluster: { cni: 'cilium_native' } }, []],
])('a cluster that may run Cilium: %s', (_, apiServer, more, lines) => {
  expect(linesOf({ address: '10.32.0.53', ...(apiServer ? { apiServer } : {}) }, more)).toEqual(lines);
});

test('its namespace is no tenant’s', () => {
  const { errors } = loadFiles({
    tenants: {
      'shop.yaml': 'name: shop\nnamespace: egress-dns\negress: { proxies: [{ name: s, address: 172.16.28.9 }] }\n',
    },
  });
  expect(errors).toEqual([
    'tenants/shop.yaml:2:1 namespace: egress-dns is a namespace of the cluster’s own; choose another',
  ]);
});
