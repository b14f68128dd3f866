import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { WEB as WEB_ADDRESS } from '../lab/machine/topology';
import { scriptCommand } from '../lab/process/script';
import { waitFor } from '../lab/process/wait';
import { Gateway } from '../lab/testbed/gateway';
import { World } from '../lab/testbed/proxies';
import { PAIR, pairModel } from '../lab/testbed/settings';
import type { EnvironmentModel } from '../lib';
import { type Probe, probesIn } from './_prober';

export { PAIR as PROXIES, pairModel };
export const TENANT = 'plain';
const NODE = `${TENANT}-pool-1`;
const WEB = 'exact.test';
const TARGET = 'target.test';
const TARGET_PORT = 8081;

/** What proxies connect to to see whether they reach the outside. */
export const TARGETS = [`${WEB_ADDRESS}:${TARGET_PORT}`, `${TARGET}:${TARGET_PORT}`];

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
      await world.internet.serve({ name: TARGET, http: [TARGET_PORT], https: [] });
      for (const proxy of PAIR) {
        if (certificate) await world.certify(proxy);
        await world.startProxy(proxy);
        if (model.environment.egressCheck) await world.startAgent(proxy);
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
    const script = join(__dirname, '_prober.ts');
    const log = this.world.host(NODE).file('/var/log/prober.log');
    const before = existsSync(log) ? readFileSync(log, 'utf8').length : 0;
    const args = [address, String(port), `http://${WEB}/`, String(every)];
    const daemon = await this.world.host(NODE).start('prober', scriptCommand(script, ...args));
    const probes = () => probesIn(readFileSync(log, 'utf8').slice(before));
    await waitFor('requests are answered', async () => probes().length > 10, { needs: [daemon] });
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
