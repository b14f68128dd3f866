import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { scriptCommand } from '../lab/process/script';
import { waitFor } from '../lab/process/wait';
import { Gateway } from '../lab/testbed/gateway';
import { World } from '../lab/testbed/proxies';
import { model as base } from '../lab/testbed/settings';
import type { EnvironmentModel, Tenant } from '../lib';
import type { Probe } from './_prober';

export const TENANT = 'plain';
const NODE = `${TENANT}-pool-1`;
export const PROXIES = ['squid-a', 'squid-b'] as const;
const WEB = 'exact.test';

type Egress = Tenant['egress'];

/** The environment of one tenant with two proxies. */
export function pairModel(egress: Partial<Egress> = {}, drained: readonly string[] = []): EnvironmentModel {
  const [tenant] = base.tenants as [Tenant];
  const proxies = PROXIES.map((name, index) => ({
    name,
    address: `172.16.28.${8 + index}`,
    port: 3128,
    publicAddress: `203.0.113.${10 + index}`,
    drain: drained.includes(name),
  }));
  const gateway = { namespace: `${TENANT}-egress`, ...base.environment.gateways };
  return { ...base, tenants: [{ ...tenant, egress: { ...tenant.egress, proxies, ...egress }, gateway }] };
}

/** A tenant's node with its gateway, its two proxies, and the web. */
export class Pair {
  private constructor(
    readonly world: World,
    readonly gateway: Gateway,
    /** Whether the two speak TLS. */
    readonly certificate: boolean,
  ) {}

  /** @param haproxy configuration in place of the rendered one. Default: the rendered one */
  static async up(name: string, model: EnvironmentModel, haproxy?: string): Promise<Pair> {
    const certificate = model.tenants[0]?.egress.clientCertificate === true;
    const world = await World.up(name, model);
    try {
      await world.internet.serve({ name: WEB });
      for (const proxy of PROXIES) {
        if (certificate) await world.certify(proxy);
        await world.startProxy(proxy);
      }
      const gateway = await Gateway.start(world.host(NODE), model, TENANT, world.pki, haproxy);
      return new Pair(world, gateway, certificate);
    } catch (error) {
      world.down();
      throw error;
    }
  }

  /** Asks by the gateway until it is stopped. */
  async probe(every: number, port = 3128, address = '127.0.0.1'): Promise<Prober> {
    const script = join('..', 'bench', '_prober.ts');
    const log = this.world.host(NODE).file('/var/log/prober.log');
    const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
    const args = [address, String(port), `http://${WEB}/`, String(every)];
    const daemon = await this.world.host(NODE).start('prober', scriptCommand(script, ...args));
    const probes = () =>
      readFileSync(log, 'utf8')
        .slice(before)
        .split('\n')
        .filter((line) => line.endsWith('}'))
        .map((line) => JSON.parse(line) as Probe);
    return { probes, stop: () => daemon.stop() };
  }

  /** Opens a tunnel by the gateway. */
  async tunnel(): Promise<Tunnel> {
    const host = this.world.host(NODE);
    const before = host.log('tunnel.log').length;
    const said = () => host.log('tunnel.log').slice(before);
    const command = scriptCommand(join(__dirname, '_tunnel.ts'), '127.0.0.1', '3128', WEB);
    const daemon = await host.start('tunnel', command);
    await waitFor('the tunnel is open', async () => said().startsWith('open'), { needs: [daemon] });
    const closed = async () => {
      const [, moment] = said().split('\n');
      await daemon.stop();
      return moment ? Number(moment) : undefined;
    };
    return { closed };
  }
}

interface Tunnel {
  /** Ends it. When it was cut before that; undefined: it was not. */
  closed(): Promise<number | undefined>;
}

interface Prober {
  /** All that have ended so far. */
  probes(): Probe[];
  stop(): Promise<void>;
}

export function now(): number {
  return performance.timeOrigin + performance.now();
}
