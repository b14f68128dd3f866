import { join } from 'node:path';
import type { Host } from '../lab/machine/host';
import { INTERNET } from '../lab/machine/topology';
import { scriptCommand } from '../lab/process/script';
import { waitFor } from '../lab/process/wait';
import { Gateway } from '../lab/testbed/gateway';
import { World } from '../lab/testbed/proxies';
import { model as base } from '../lab/testbed/settings';
import type { EnvironmentModel, Tenant } from '../lib';

/** What the web serves a page under, and its address. */
const WEB = { name: 'page.test', address: '34.160.111.146' } as const;

/** What sends back whatever comes, and its address. */
export const ECHO = { name: 'echo.test', address: '34.160.111.147' } as const;

export const PAGE = `http://${WEB.name}/`;

type WayName = 'nothing' | 'alone' | 'gateway';

/** How requests get from a node to the web. */
export interface Way {
  readonly name: WayName;
  readonly title: string;
  /** The machine that asks. */
  readonly node: Host;
  /** Whom it asks. */
  readonly address: string;
  readonly port: number;
  /** The machines of its Squids: the first, and the one that stands by. */
  readonly proxies: readonly Host[];
}

/** One environment with two tenants that differ only in how they get to their Squid, and a web that is quicker than both. */
export class Ways {
  private constructor(
    readonly world: World,
    /** No Squid at all: what the generator and the web can do. */
    readonly nothing: Way,
    readonly alone: Way,
    readonly gateway: Way,
  ) {}

  static async up(name: string): Promise<Ways> {
    const model: EnvironmentModel = { ...base, tenants: [tenant('alone', 0, false), tenant('certified', 1, true)] };
    const world = await World.up(name, model);
    try {
      await startInternet(world);
      await world.certify('certified-a');
      await world.certify('certified-b');
      for (const proxy of ['alone-a', 'certified-a', 'certified-b']) await world.startProxy(proxy);
      const [alone, certified] = ['alone-pool-1', 'certified-pool-1'].map((node) => world.host(node)) as [Host, Host];
      for (const node of [alone, certified]) await node.must(['sysctl', '-qw', ...PORTS]);
      await Gateway.start(certified, model, 'certified', world.pki);
      return new Ways(
        world,
        { name: 'nothing', title: 'no Squid', node: alone, address: WEB.address, port: 80, proxies: [] },
        {
          name: 'alone',
          title: 'Squid alone',
          node: alone,
          address: '172.16.28.8',
          port: 3128,
          proxies: [world.host('alone-a')],
        },
        {
          name: 'gateway',
          title: 'gateway, TLS, Squid',
          node: certified,
          address: '127.0.0.1',
          port: 3128,
          proxies: [world.host('certified-a'), world.host('certified-b')],
        },
      );
    } catch (error) {
      world.down();
      throw error;
    }
  }

  /** Waits until all ways lead to the web again, after what may have overcome them. */
  async calm(): Promise<void> {
    for (const { node, address, port, title } of [this.alone, this.gateway]) {
      const ask = ['curl', '-s', '-f', '-m', '1', '-o', '/dev/null', '-x', `http://${address}:${port}`, PAGE];
      await waitFor(`${title} answers`, async () => (await node.run(ask)).code === 0, { timeout: 120_000 });
    }
  }
}

/** One generator stands for many pods, which would have an address, and so ports, each. */
const PORTS = ['net.ipv4.tcp_tw_reuse=1', 'net.ipv4.ip_local_port_range=1024 65535'];

function tenant(name: string, index: number, clientCertificate: boolean): Tenant {
  const [plain] = base.tenants as [Tenant];
  const proxies = ['a', 'b'].map((letter, other) => ({
    name: `${name}-${letter}`,
    address: `172.16.28.${8 + 2 * index + other}`,
    port: 3128,
    publicAddress: `203.0.113.${10 + 2 * index + other}`,
  }));
  return {
    ...plain,
    name,
    title: name,
    namespace: name,
    nodePool: { ...plain.nodePool, name: `${name}-pool`, sources: [`172.16.28.${20 + index}`] },
    egress: { ...plain.egress, proxies, clientCertificate },
    gateway: { namespace: `${name}-egress`, ...base.environment.gateways },
  };
}

const ORIGIN = `defaults
  mode http
  timeout client 1h
  timeout connect 1s
  timeout server 1h
frontend web
  bind ${WEB.address}:80
  http-request return status 200 content-type text/plain string "hello\\n"
`;

/** The lab's own web server, in Node.js, is slower than a Squid: HAProxy answers by itself. */
async function startInternet(world: World): Promise<void> {
  const machine = world.host(INTERNET);
  for (const { address } of [WEB, ECHO]) await machine.must(['ip', 'address', 'add', `${address}/32`, 'dev', 'lo']);
  await machine.write('/etc/origin.cfg', ORIGIN);
  await machine.start('origin', ['haproxy', '-db', '-f', '/etc/origin.cfg']);
  await machine.start('echo', scriptCommand(join(__dirname, '_echo.ts'), ECHO.address, '443'));
  await waitFor('the echo listens', async () => machine.log('echo.log').includes('listening'));
  for (const { name, address } of [WEB, ECHO]) await world.internet.resolve(name, address);
}
