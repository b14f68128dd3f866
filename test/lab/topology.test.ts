import { parseAddress, parseRange } from '../../lab/machine/addresses';
import { planTopology, type Topology } from '../../lab/machine/topology';
import { EgressError } from '../../lib/errors';
import { environment, tenant } from './_model';

const proxyA = { name: 'squid-a', address: '172.16.28.8', port: 3128, publicAddress: '203.0.113.10' };

function inside({ gateway, controlPlane, nodes, proxies }: Topology): string[] {
  const machines = [gateway, controlPlane, ...nodes].map(({ address }) => address);
  return [...machines, ...proxies.map(({ proxy }) => proxy.address)];
}

test('each tenant has a node of its pool, everybody has a system node, and proxies stand where they are declared', () => {
  const topology = planTopology(environment([tenant('client-a', [proxyA])]));
  expect(topology.nodes.map(({ name, pool, tenant }) => ({ name, pool, tenant }))).toEqual([
    { name: 'client-a-pool-1', pool: 'client-a-pool', tenant: 'client-a' },
    { name: 'system-1', pool: 'system', tenant: undefined },
  ]);
  expect(topology.proxies).toEqual([
    { host: 'squid-a', tenant: 'client-a', proxy: proxyA, publicAddress: '203.0.113.10' },
  ]);
});

test('no two machines share an address, and all are in the private network', () => {
  const proxies = ['172.16.28.1', '172.16.28.2', '172.16.31.254'].map((address, index) => ({
    ...proxyA,
    name: `squid-${index}`,
    address,
  }));
  const sources = ['172.16.28.3', '172.16.28.4/30'];
  const tenants = [
    tenant('a', proxies, { nodePool: { name: 'a', size: { min: 1, max: 1 }, sources } }),
    tenant('b', [proxyA]),
  ];
  const addresses = inside(planTopology(environment(tenants)));
  expect(new Set(addresses).size).toBe(addresses.length);
  const { first, last } = parseRange('172.16.28.0/22');
  for (const address of addresses) {
    expect(parseAddress(address)).toBeGreaterThan(first);
    expect(parseAddress(address)).toBeLessThan(last);
  }
});

test.each([
  { sources: ['172.16.29.0/28', '172.16.30.7'], address: '172.16.30.7', why: 'the first single source' },
  { sources: ['172.16.29.0/28'], address: '172.16.29.1', why: 'the first of a range' },
  { sources: undefined, address: '172.16.28.2', why: 'the next free address, after the gateway' },
])('a node has $why', ({ sources, address }) => {
  const topology = planTopology(
    environment([tenant('a', [proxyA], { nodePool: { name: 'a', size: { min: 1, max: 1 }, sources } })]),
  );
  expect(topology.nodes[0]?.address).toBe(address);
});

test("nobody else stands in a pool's sources", () => {
  const sources = ['172.16.28.0/24'];
  const tenants = [
    tenant('a', [proxyA], { nodePool: { name: 'a', size: { min: 1, max: 1 }, sources } }),
    tenant('b', []),
  ];
  const { nodes, gateway } = planTopology(environment(tenants));
  expect([gateway.address, nodes[1]?.address]).toEqual(['172.16.29.0', '172.16.29.1']);
});

test("a proxy without a public address has one of the lab's, which is nobody else's", () => {
  const declared = { ...proxyA, name: 'x', address: '172.16.28.9', publicAddress: '198.51.100.1' };
  const undeclared = { ...proxyA, publicAddress: undefined };
  const { gateway, proxies } = planTopology(environment([tenant('a', [declared, undeclared])]));
  const all = [gateway.publicAddress, ...proxies.map(({ publicAddress }) => publicAddress)];
  expect(all.every(Boolean)).toBe(true);
  expect(new Set(all).size).toBe(3);
});

test('proxies of one name, or of the name of another machine, are told apart by their tenant', () => {
  const second = { ...proxyA, address: '172.16.28.9' };
  const gateway = { ...proxyA, name: 'gateway', address: '172.16.28.10' };
  const { proxies } = planTopology(environment([tenant('a', [proxyA]), tenant('b', [second, gateway])]));
  expect(proxies.map(({ host }) => host)).toEqual(['a-squid-a', 'b-squid-a', 'b-gateway']);
});

test('a network that is too small is an error that says for whom', () => {
  const model = environment([tenant('a', [proxyA])], { privateNetwork: '172.16.28.8/30' });
  expect(() => planTopology(model)).toThrow(EgressError);
  expect(() => planTopology(model)).toThrow('172.16.28.8/30 has no address left for the system node');
});
