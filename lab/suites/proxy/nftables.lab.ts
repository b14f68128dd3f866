import type { Tenant } from '../../../lib';
import { nftables } from '../../../lib/proxy';
import { monitoring } from '../../../lib/settings/monitoring';
import { waitFor } from '../../process/wait';
import { World } from '../../testbed/proxies';
import { infrastructure, model } from '../../testbed/settings';

const HOST = 'squid-plain';
const ADDRESS = '172.16.28.8';
const tenants = model.tenants.filter(({ name }) => name === 'plain' || name === 'listed') as [Tenant, Tenant];
let world: World;

beforeAll(async () => {
  world = await World.up('proxy-firewall', { ...model, tenants });
  await world.internet.serve({ name: 'exact.test' });
  const proxy = await world.startProxy(HOST);
  // Open to everybody, so that it is the firewall that holds.
  const open = world.rendered(HOST)['squid.conf']?.replace('http_access deny !tenant because_source', '') ?? '';
  await proxy.configure({ squidConf: open.replace(/^acl tenant src .*$/m, 'acl tenant src 0.0.0.0/0') });
  await listen(HOST, 22);
  await listen(HOST, 9301);
});

afterAll(() => world?.down());

/** Lets a machine answer on a port. */
async function listen(host: string, port: number, address = '0.0.0.0'): Promise<void> {
  const serve = `require('node:net').createServer((one) => one.end()).listen(${port}, '${address}', () => console.log('listening'))`;
  const name = `listener-${port}-${address.replaceAll(/[^0-9a-f]/g, '-')}`;
  const daemon = await world.host(host).start(name, [process.execPath, '-e', serve]);
  const isListening = async () => world.host(host).log(`${name}.log`).includes('listening');
  await waitFor(`${host} listens on ${port}`, isListening, { needs: [daemon] });
}

/** Whether a TCP connection from a machine comes about. */
async function connects(from: string, address: string, port: number, user = 'root'): Promise<boolean> {
  const connect = `exec 3<>/dev/tcp/${address}/${port}`;
  const command = ['setpriv', '--reuid', user, '--clear-groups', 'timeout', '2', 'bash', '-c', connect];
  return (await world.host(from).run(command)).code === 0;
}

const vm = (environment: typeof model.environment) => ({
  environment,
  tenant: tenants[0],
  proxy: tenants[0].egress.proxies[0] as never,
});
const load = (rules: string) => world.host(HOST).must(['nft', '-f', '-'], { input: rules });
const rules = () => world.host(HOST).must(['nft', 'list', 'ruleset']);

test("the tenant's nodes reach the proxy, each of the declared sources", async () => {
  expect(await world.curl('plain-pool-1', HOST, 'http://exact.test/')).toMatchObject({ status: 200 });
  await world.host('plain-pool-1').must(['ip', 'address', 'add', '172.16.29.3/32', 'dev', 'eth0']);
  await world.host(HOST).must(['ip', 'route', 'add', '172.16.29.3/32', 'dev', 'eth0']);
  const other = await world.curl('plain-pool-1', HOST, '--interface', '172.16.29.3', 'http://exact.test/');
  expect(other).toMatchObject({ status: 200 });
});

test("another tenant's node does not, whatever Squid's own rules say", async () => {
  const outsider = () => world.curl('listed-pool-1', HOST, '-m', '2', 'http://exact.test/');
  expect((await outsider()).status).toBe(0);
  await load('delete table ip egress_proxy');
  expect((await outsider()).status).toBe(200);
  await load(nftables(vm(model.environment)));
  expect((await outsider()).status).toBe(0);
});

test('it is loaded again as it was, and leaves the tables of others alone', async () => {
  await load('table ip others { chain input { type filter hook input priority 0; }; }');
  const once = await rules();
  await world.host(HOST).must(['nft', '-f', '/etc/nftables.conf']);
  expect((await rules()).split('table').sort()).toEqual(once.split('table').sort());
  expect(once).toContain('table ip others');
  await load('delete table ip others');
});

test('logging in and reading metrics take a declared source', async () => {
  const node = 'plain-pool-1';
  expect(await connects(node, ADDRESS, 22)).toBe(false);
  expect(await connects(node, ADDRESS, 9301)).toBe(false);
  const open = { ...infrastructure, ssh: ['172.16.28.20'] };
  const readFrom = monitoring.parse({ sources: ['172.16.28.16/28', '172.16.28.20'] });
  await load(nftables(vm({ ...model.environment, infrastructure: open, monitoring: readFrom })));
  expect(await connects(node, ADDRESS, 22)).toBe(true);
  expect(await connects(node, ADDRESS, 9301)).toBe(true);
  expect(await connects('system-1', ADDRESS, 22)).toBe(false);
  expect(await connects('system-1', ADDRESS, 9301)).toBe(false);
  await world.host(HOST).must(['nft', '-f', '/etc/nftables.conf']);
});

test('from the internet nothing is reached', async () => {
  expect(await connects('internet', '203.0.113.10', 22)).toBe(false);
  expect(await connects('internet', '203.0.113.10', 3128)).toBe(false);
});

test('Squid, whatever it were talked into, opens nothing in the private network, and only the web outside', async () => {
  await listen('listed-pool-1', 80);
  const inside = world.topology.nodes.find(({ tenant }) => tenant === 'listed')?.address as string;
  const { web } = world.topology.internet;
  await listen('internet', 25);
  expect(await connects(HOST, inside, 80, 'proxy')).toBe(false);
  expect(await connects(HOST, web, 25, 'proxy')).toBe(false);
  expect(await connects(HOST, web, 80, 'proxy')).toBe(true);
  await load('delete table ip egress_proxy');
  expect(await connects(HOST, inside, 80, 'proxy')).toBe(true);
  expect(await connects(HOST, web, 25, 'proxy')).toBe(true);
  await world.host(HOST).must(['nft', '-f', '/etc/nftables.conf']);
});

test('Squid reaches no service of its own machine, by no address, and no private resolver but its own', async () => {
  const inside = world.topology.nodes.find(({ tenant }) => tenant === 'listed')?.address as string;
  await listen(HOST, 80);
  await listen('listed-pool-1', 53);
  const squidConnects = async () =>
    Promise.all(
      [[ADDRESS, 80] as const, ['203.0.113.10', 80] as const, ['127.0.0.1', 80] as const, [inside, 53] as const].map(
        ([address, port]) => connects(HOST, address, port, 'proxy'),
      ),
    );
  expect(await connects(HOST, '203.0.113.10', 80)).toBe(true);
  expect(await squidConnects()).toEqual([false, false, false, false]);
  await load('delete table ip egress_proxy');
  expect(await squidConnects()).toEqual([true, true, true, true]);
  await world.host(HOST).must(['nft', '-f', '/etc/nftables.conf']);
});

test("the metadata of the cloud is root's", async () => {
  const metadata = '169.254.42.42';
  await world.host('internet').must(['ip', 'address', 'add', `${metadata}/32`, 'dev', 'lo']);
  await listen('internet', 80, metadata);
  expect(await connects(HOST, metadata, 80)).toBe(true);
  expect(await connects(HOST, metadata, 80, 'proxy')).toBe(false);
  expect(await connects(HOST, metadata, 80, 'nobody')).toBe(false);
});

test('by IPv6 nothing enters and nothing leaves', async () => {
  await world.host(HOST).must(['ip', 'address', 'add', 'fd00:5::1/64', 'dev', 'eth0', 'nodad']);
  await world.host('plain-pool-1').must(['ip', 'address', 'add', 'fd00:5::2/64', 'dev', 'eth0', 'nodad']);
  // An IPv4 address translated to IPv6 (RFC 2765), which a route may carry to a private one.
  const translated = '::ffff:0:a00:1';
  await world.host('plain-pool-1').must(['ip', 'address', 'add', `${translated}/128`, 'dev', 'eth0', 'nodad']);
  await world.host(HOST).must(['ip', 'route', 'add', '::ffff:0:0:0/96', 'dev', 'eth0']);
  await listen(HOST, 80, 'fd00:5::1');
  await listen('plain-pool-1', 80, '::');
  expect(await connects('plain-pool-1', 'fd00:5::1', 80)).toBe(false);
  expect(await connects(HOST, 'fd00:5::2', 80)).toBe(false);
  expect(await connects(HOST, translated, 80)).toBe(false);
  await load('delete table ip6 egress_proxy');
  // Each has given up looking for the other, and takes its time to look again.
  await waitFor('the node reaches the proxy', () => connects('plain-pool-1', 'fd00:5::1', 80));
  await waitFor('the proxy reaches the node', () => connects(HOST, 'fd00:5::2', 80));
  await waitFor('the proxy reaches the translated address', () => connects(HOST, translated, 80));
});
