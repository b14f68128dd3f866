import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join, resolve } from 'node:path';
import { parse, stringify } from 'yaml';
import { type EnvironmentModel, loadModel } from '../../../lib';
import { must, type Result, run } from '../../process/exec';
import { scriptCommand } from '../../process/script';
import { waitFor } from '../../process/wait';
import { Gateway } from '../../testbed/gateway';
import { NETWORK } from '../../testbed/network';
import { World } from '../../testbed/proxies';

const MAIN = resolve(__dirname, '../../../lib/cli/main.ts');
const ADMIN = '198.51.100.7';
export const PAIR = ['squid-a', 'squid-b'] as const;
export const NODE = 'pair-pool-1';

export const TUNNEL = { host: 'tunnel.test', ports: [8443], sni: 'any' };

/** Of the tenant's egress. */
interface Egress {
  readonly drained?: readonly string[];
  readonly drainGrace?: string;
  readonly redundancy?: string;
  readonly clientCertificate?: boolean;
  readonly certificateSwitch?: boolean;
  /** Default: two. */
  readonly names?: readonly string[];
}

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

/** A repository with the settings of a tenant that has two proxies and a gateway, and the machines that they ask for. */
export class Repository {
  readonly folder = mkdtempSync(join(tmpdir(), 'egress-vms-'));
  world!: World;
  gateway!: Gateway;

  private constructor(private readonly clientCertificate: boolean) {
    mkdirSync(join(this.folder, 'bin'));
    this.write('.gitignore', 'bin\n');
    this.setInfrastructure({});
  }

  /** Writes the environment with more about its infrastructure. */
  setInfrastructure(more: Readonly<Record<string, unknown>>): void {
    const environment = {
      name: 'production',
      cluster: NETWORK,
      flux: { name: 'production', interval: '1m', source: { name: 'repository' } },
      infrastructure: { cluster: 'kapsule', ssh: [ADMIN], ...more },
    };
    this.write('overlays/production.ts', `export default ${JSON.stringify(environment)};\n`);
  }

  static async up(
    name: string,
    clientCertificate: boolean,
    more: Egress = {},
    infrastructure: Readonly<Record<string, unknown>> = {},
  ): Promise<Repository> {
    const repository = new Repository(clientCertificate);
    repository.setInfrastructure(infrastructure);
    const model = await repository.change(['exact.test', TUNNEL], more);
    repository.world = await World.up(name, model);
    await repository.furnish(model);
    return repository;
  }

  /** Writes settings with other allowed hosts, renders and commits them. */
  async change(
    allow: readonly (string | object)[],
    { drained = [], names = PAIR, ...more }: Egress = {},
  ): Promise<EnvironmentModel> {
    const tenant = {
      name: 'pair',
      nodePool: { nodeType: 'DEV1-M', sources: ['172.16.28.20'] },
      egress: {
        proxies: names.map((name, index) => ({
          name,
          address: `172.16.28.${8 + index}`,
          publicAddress: `203.0.113.${10 + index}`,
          drain: drained.includes(name),
        })),
        allow,
        clientCertificate: this.clientCertificate,
        ...more,
      },
      workloads: [{ name: 'web', image: 'registry.example.com/web:1.2.3' }],
    };
    this.write('tenants/pair.yaml', stringify(tenant));
    expect(await this.command('synth')).toMatchObject({ code: 0 });
    await this.git('add', '--all');
    await this.git('commit', '--quiet', '--message', 'x');
    const [model] = loadModel({ tenants: join(this.folder, 'tenants'), environments: join(this.folder, 'overlays') })
      .model.environments;
    return model as EnvironmentModel;
  }

  async git(...args: string[]): Promise<string> {
    const git = ['git', '-C', this.folder, '-c', 'user.name=x', '-c', 'user.email=x@example.com'];
    await must([...git, 'init', '--quiet']);
    return (await must([...git, ...args])).trim();
  }

  /** Asks by the gateway, one request after the other, while something is done; each answer's status. */
  async asking(act: () => Promise<unknown>): Promise<string[]> {
    const node = this.world.host(NODE);
    const ask = `curl -s -m 5 -o /dev/null -w '%{http_code}\\n' -x http://127.0.0.1:3128`;
    const loop = `rm -f /run/stop; until [ -e /run/stop ]; do ${ask} http://exact.test/; ${ask} -k https://exact.test/; done >/run/answers`;
    const asked = node.run(['sh', '-c', loop], { timeout: 180_000 });
    await act().finally(() => node.must(['touch', '/run/stop']));
    await asked;
    return (await node.must(['cat', '/run/answers'])).trim().split('\n');
  }

  /** Runs a command of the program on this repository, with an ssh that gets to the machines. */
  command(name: string, ...args: string[]): Promise<Result> {
    const folders = ['--tenants', `${this.folder}/tenants`, '--environments', `${this.folder}/overlays`];
    const env = { ...process.env, PATH: `${this.folder}/bin${delimiter}${process.env.PATH}` };
    return run(scriptCommand(MAIN, name, ...folders, '--out', this.folder, ...args), { env, timeout: 120_000 });
  }

  /** Opens a tunnel by the gateway. */
  async openTunnel(name: string): Promise<Tunnel> {
    const host = this.world.host(NODE);
    const file = `/run/tunnel-${name}`;
    const talk = `exec 3<>/dev/tcp/127.0.0.1/3128
      printf 'CONNECT tunnel.test:8443 HTTP/1.0\\r\\n\\r\\n' >&3; (cat <&3 >${file}; touch ${file}.over) &
      until [ -e ${file}.ask ] || [ -e ${file}.over ]; do sleep 0.05; done
      printf 'GET /ip HTTP/1.0\\r\\n\\r\\n' >&3; wait`;
    const isThere = async (path: string) => (await host.run(['test', '-e', path])).code === 0;
    const said = async () => ((await isThere(file)) ? host.must(['cat', file]) : '');
    const daemon = await host.start(`tunnel-${name}`, ['bash', '-c', talk]);
    await waitFor(`tunnel ${name} is open`, async () => (await said()).includes(' 200 '), { needs: [daemon] });
    const isOver = () => isThere(`${file}.over`);
    const answer = async () => {
      await host.must(['touch', `${file}.ask`]);
      await waitFor(`tunnel ${name} is over`, isOver);
      return /203\.0\.113\.\d+/.exec(await said())?.[0];
    };
    return { isOver, answer };
  }

  remove(): void {
    rmSync(this.folder, { recursive: true, force: true });
  }

  private async furnish(model: EnvironmentModel): Promise<void> {
    const { world } = this;
    for (const name of ['exact.test', 'unlisted.test']) await world.internet.serve({ name });
    await world.internet.serve({ name: 'tunnel.test', http: [8443] });
    for (const proxy of world.topology.proxies.map(({ host }) => host)) {
      const { write_files } = parse(world.rendered(proxy)['cloud-init.yaml'] as string) as CloudConfig;
      for (const { path, content } of write_files) await world.host(proxy).write(path, content);
      if (this.clientCertificate) await world.certify(proxy);
      await world.startProxy(proxy);
    }
    this.gateway = await Gateway.start(world.host(NODE), model, 'pair', world.pki);
    // In place of ssh: what it would run on the other machine, by the shell that it would use.
    const cases = world.topology.proxies.map(
      ({ host: proxy }) =>
        `  ${proxy}.pair.production) exec ${world.host(proxy).inside(['sh', '-c']).join(' ')} "$2" ;;`,
    );
    const ssh = `#!/bin/sh
while [ "$1" = -o ]; do
  case "$2" in HostKeyAlias=*) vm=\${2#*=} ;; esac
  shift 2
done
export SSH_CONNECTION="${ADMIN} 50000 172.16.28.8 22" PATH=/usr/local/sbin:/usr/sbin:/usr/bin:/sbin:/bin TMPDIR=/run
case "$vm" in
${cases.join('\n')}
esac
exit 255
`;
    writeFileSync(join(this.folder, 'bin/ssh'), ssh, { mode: 0o755 });
  }

  private write(path: string, text: string): void {
    mkdirSync(dirname(join(this.folder, path)), { recursive: true });
    writeFileSync(join(this.folder, path), text);
  }
}

interface Tunnel {
  /** Whether it has ended. */
  isOver(): Promise<boolean>;
  /** The address that the other side sees, which then ends it; undefined: it was cut before. */
  answer(): Promise<string | undefined>;
}
