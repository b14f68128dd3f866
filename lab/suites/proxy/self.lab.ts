import type { Tenant } from '../../../lib';
import { waitFor } from '../../process/wait';
import { World } from '../../testbed/proxies';
import { model } from '../../testbed/settings';

const HOST = 'squid-plain';
const NODE = 'plain-pool-1';
const PORTS = [22, 53, 80, 443];
const NAMES = {
  'its public address': '203.0.113.10',
  'its private address': '172.16.28.8',
  loopback: '127.0.0.1',
  'another address of loopback': '127.0.0.2',
};
const [plain] = model.tenants as [Tenant];
// A list by which a partner's names may be asked for on the ports of ssh and DNS.
const tenant: Tenant = { ...plain, egress: { ...plain.egress, allow: [{ host: '.partner.test', ports: PORTS }] } };
const hosts = Object.keys(NAMES).map((_, index) => `self-${index}.partner.test`);
let world: World;

beforeAll(async () => {
  world = await World.up('proxy-self', { ...model, tenants: [tenant] });
  await world.internet.serve({ name: 'web.partner.test' });
  for (const [index, address] of Object.values(NAMES).entries())
    await world.internet.resolve(hosts[index] as string, address);
  await world.internet.resolve('node.partner.test', '172.16.28.20');
  await world.startProxy(HOST);
  await listen(HOST, 22);
  await listen(NODE, 53);
});

afterAll(() => world?.down());

/** Has a machine greet those who connect, as sshd does. */
async function listen(host: string, port: number): Promise<void> {
  const serve = `require('node:net').createServer((one) => one.end('SSH-2.0-greeting\\n')).listen(${port}, '0.0.0.0', () => console.log('listening'))`;
  const daemon = await world.host(host).start('greeter', [process.execPath, '-e', serve]);
  const isListening = async () => world.host(host).log('greeter.log').includes('listening');
  await waitFor(`${host} listens on ${port}`, isListening, { needs: [daemon] });
}

/** A resolver that asks the lab's for what it is asked. */
async function forward(host: string, address: string): Promise<void> {
  const serve = `const { createSocket } = require('node:dgram');
    const server = createSocket('udp4');
    server.on('message', (question, { port, address }) => {
      const client = createSocket('udp4');
      client.on('message', (answer) => server.send(answer, port, address, () => client.close()));
      client.send(question, 53, '${world.topology.internet.dns}');
    });
    server.bind(53, '${address}', () => console.log('listening'));`;
  const name = `forwarder-${address}`;
  const daemon = await world.host(host).start(name, [process.execPath, '-e', serve]);
  await waitFor('the resolver listens', async () => world.host(host).log(`${name}.log`).includes('listening'), {
    needs: [daemon],
  });
}

const rendered = () => world.rendered(HOST)['squid.conf'] as string;
const anything = () => rendered().replace(/^http_access /m, 'http_access allow all\nhttp_access ');
const configure = (squidConf: string) => world.host(HOST).write('/etc/squid/squid.conf', squidConf);

/** Restarts Squid, which forgets what names were. */
async function restart(): Promise<void> {
  await world.host(HOST).daemon('squid').stop();
  await world.host(HOST).daemon('squid').start();
  const listening = async () => (await world.host(HOST).must(['ss', '-Htln', 'src', '172.16.28.8:3128'])) !== '';
  await waitFor('Squid listens', listening, { needs: [world.host(HOST).daemon('squid')] });
}

const loadFirewall = () => world.host(HOST).must(['nft', '-f', '/etc/nftables.conf']);
const flushFirewall = () => world.host(HOST).must(['nft', 'flush', 'ruleset']);

/** What a tunnel is answered with, and what comes through it. */
const tunnel = (host: string, port: number) =>
  world.curl(NODE, HOST, '--http0.9', '--proxytunnel', '-m', '3', `http://${host}:${port}/`);

describe.each(Object.entries(NAMES))('its own sshd, by %s', (what, address) => {
  const name = hosts[Object.keys(NAMES).indexOf(what)] as string;

  test('is refused, and the log says why', async () => {
    expect(await tunnel(name, 22)).toMatchObject({ status: 403 });
    // A tunnel of the test before is logged when it ends, which may be later.
    const lines = (await world.accessLog(HOST)).filter(({ host }) => host === name);
    expect(lines.at(-1)).toMatchObject({ denied_by: 'private' });
    expect(await tunnel(address, 22)).toMatchObject({ status: 403 });
  });

  test("is refused by Squid's rule alone, by the firewall alone, and by nothing else", async () => {
    await flushFirewall();
    expect(await tunnel(name, 22)).toMatchObject({ status: 403 });
    await configure(anything());
    await restart();
    expect(await tunnel(name, 22)).toMatchObject({ body: expect.stringContaining('SSH-2.0-greeting') });
    await loadFirewall();
    for (const host of [name, address]) {
      const { status, body } = await tunnel(host, 22);
      expect([status, body]).toEqual([503, expect.not.stringContaining('greeting')]);
    }
    await configure(rendered());
    await restart();
  });
});

test('by IPv6, by which nothing leaves, its own machine is not reached either', async () => {
  const host = world.host(HOST);
  const serve = `require('node:net').createServer((one) => one.end('SSH-2.0-greeting\\n')).listen(22, '::1', () => console.log('listening'))`;
  const daemon = await host.start('greeter-6', [process.execPath, '-e', serve]);
  await waitFor('it listens', async () => host.log('greeter-6.log').includes('listening'), { needs: [daemon] });
  await configure(anything());
  await restart();
  expect((await tunnel('[::1]', 22)).status).toBe(503);
  await host.must(['nft', 'delete', 'table', 'ip6', 'egress_proxy']);
  expect((await tunnel('[::1]', 22)).body).toContain('SSH-2.0-greeting');
  await loadFirewall();
  await configure(rendered());
  await restart();
});

test('port 53 is not a way to other machines of the private network, by the firewall alone either', async () => {
  expect((await tunnel('node.partner.test', 53)).status).toBe(403);
  await configure(anything());
  await restart();
  expect((await tunnel('node.partner.test', 53)).status).toBe(503);
  await flushFirewall();
  expect((await tunnel('node.partner.test', 53)).body).toContain('greeting');
  await loadFirewall();
  await configure(rendered());
  await restart();
});

test.each([
  ["the machine's own", HOST, '127.0.0.53'],
  ["the private network's", 'internet', '169.254.169.254'],
  ['one with a public address', 'internet', undefined],
])('names come from a resolver: %s', async (_, host, address) => {
  if (address && host !== HOST) await world.host(host).must(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo']);
  if (address) await forward(host, address);
  await world
    .host(HOST)
    .write('/etc/resolv.conf', `nameserver ${address ?? world.topology.internet.dns}\noptions attempts:1\n`);
  await restart();
  expect(await world.curl(NODE, HOST, 'http://web.partner.test/')).toMatchObject({ status: 200 });
});

test('the exporter, which is another user, and root reach Squid’s manager; Squid does not', async () => {
  const asks = (user: string) =>
    world
      .host(HOST)
      .run([
        ...['setpriv', '--reuid', user, '--clear-groups'],
        ...['curl', '-s', '-f', '-m', '2', 'http://127.0.0.1:3128/squid-internal-mgr/info'],
      ]);
  expect(await asks('61184')).toMatchObject({ code: 0 });
  expect(await asks('root')).toMatchObject({ code: 0 });
  expect(await asks('proxy')).not.toMatchObject({ code: 0 });
});
