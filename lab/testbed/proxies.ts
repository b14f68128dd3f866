import { basename } from 'node:path';
import { parse } from 'yaml';
import type { EnvironmentModel } from '../../lib';
import { stamp } from '../../lib/output';
import { proxyFiles } from '../../lib/proxy';
import { ensureBinaries } from '../binaries/ensure';
import { hostNames } from '../bring-up';
import { Pki } from '../cluster/pki';
import { requirePackages } from '../doctor';
import { whileHeld } from '../lifetime/ownership';
import { State } from '../lifetime/state';
import { tearDown } from '../lifetime/teardown';
import type { Daemon } from '../machine/daemon';
import { Host } from '../machine/host';
import { buildNetwork } from '../machine/network';
import { INTERNET, type ProxyPlan, planTopology, type Topology } from '../machine/topology';
import { certify } from '../outside/install-certificate';
import { Internet } from '../outside/internet';
import { ProxyHost } from '../outside/proxy-host';
import { keyCommands } from '../outside/rendered-proxy';
import type { Result } from '../process/exec';
import { waitFor } from '../process/wait';

/** The machines of an environment without its cluster: nodes, proxies with their rendered files, and the internet. */
export class World {
  /** Of the Squid of each proxy that was started. */
  private readonly commands = new Map<string, readonly string[]>();

  private constructor(
    readonly state: State,
    readonly topology: Topology,
    private readonly hosts: ReadonlyMap<string, Host>,
    readonly pki: Pki,
    readonly internet: Internet,
    private readonly files: ReadonlyMap<string, Readonly<Record<string, string>>>,
    private readonly keep: () => void,
  ) {}

  static async up(name: string, model: EnvironmentModel): Promise<World> {
    const state = new State(name);
    requirePackages();
    const binaries = await ensureBinaries((line) => process.stderr.write(`${line}\n`));
    const topology = planTopology(model);
    return whileHeld(state, async (keep) => {
      const started = await Promise.all(hostNames(topology).map((host) => Host.start(state, host)));
      const hosts = new Map(started.map((host) => [host.name, host]));
      const pki = await Pki.create(state);
      await buildNetwork(topology, hosts);
      const resolver = `nameserver ${topology.internet.dns}\n`;
      await Promise.all(started.map((host) => host.write('/etc/resolv.conf', resolver)));
      const internet = await Internet.start(hosts.get(INTERNET) as Host, topology, pki, binaries.coredns as string);
      const files = new Map(topology.proxies.map((plan) => [plan.host, filesOf(model, plan.tenant, plan.proxy.name)]));
      return new World(state, topology, hosts, pki, internet, files, keep);
    });
  }

  /**
   * Starts a proxy as its VM would run it: rendered files, rendered firewall.
   *
   * @param squid the command; default: the machine's own
   */
  async startProxy(host: string, squid: readonly string[] = ['squid']): Promise<ProxyHost> {
    const plan = this.topology.proxies.find((proxy) => proxy.host === host);
    if (!plan) throw new Error(`there is no proxy ${host}`);
    const {
      'squid.conf': squidConf,
      'nftables.conf': firewall,
      'cloud-init.yaml': userData,
      ...lists
    } = this.rendered(host);
    const files = Object.entries(lists).filter(([name]) => name.startsWith('allow'));
    await this.host(host).write('/etc/nftables.conf', firewall as string);
    await this.host(host).must(['nft', '-f', '/etc/nftables.conf']);
    this.commands.set(host, squid);
    const configuration = {
      squidConf: squidConf as string,
      commands: keyCommands(userData as string),
      files: Object.fromEntries(files.map(([name, content]) => [`/etc/squid/${name}`, content])),
    };
    return ProxyHost.start(this.host(host), plan, configuration, squid);
  }

  /** Starts the agent of a proxy, as the unit of its VM would run it. */
  async startAgent(host: string): Promise<Daemon> {
    const { write_files } = parse(this.rendered(host)['cloud-init.yaml'] as string) as CloudConfig;
    const content = (path: string) => write_files.find((file) => file.path.endsWith(path))?.content ?? '';
    const [, command = ''] = /^ExecStart=(.*)$/m.exec(content('/egress-agent.service')) ?? [];
    const words = command.split(' ');
    for (const word of words.filter((each) => each.endsWith('.py'))) {
      await this.host(host).write(word, content(word));
    }
    // A user of DynamicUser, in Squid's group.
    const user = ['setpriv', '--reuid=61185', '--regid=61185', '--groups=13', '--no-new-privs', '--bounding-set=-all'];
    return this.host(host).start('agent', [...user, ...words]);
  }

  /** Calls the Squid that a proxy was started with, for example with `-k reconfigure`. */
  squid(host: string, ...args: string[]): Promise<Result> {
    return this.host(host).run([...(this.commands.get(host) as readonly string[]), ...args]);
  }

  /** Gives a proxy the certificate that its tenant's gateway asks it for. */
  async certify(host: string, days?: number): Promise<void> {
    const plan = this.topology.proxies.find((proxy) => proxy.host === host) as ProxyPlan;
    await certify(this.host(host), plan, this.pki, days);
  }

  /** The rendered files of a proxy, by their names, stamped as they are written. */
  rendered(host: string): Readonly<Record<string, string>> {
    return this.files.get(host) as Readonly<Record<string, string>>;
  }

  host(name: string): Host {
    const host = this.hosts.get(name);
    if (!host) throw new Error(`there is no host ${name}`);
    return host;
  }

  /** curl on a machine, through a proxy: what came back, and the HTTP status as the last line. */
  async curl(from: string, proxy: string, ...args: string[]): Promise<Answer> {
    const {
      tenant,
      proxy: { address, port },
    } = this.topology.proxies.find(({ host }) => host === proxy) as Topology['proxies'][number];
    const scheme = tenant.includes('certificate') ? 'https' : 'http';
    const format = '\n%{http_code} %{http_connect}';
    const common = ['curl', '-s', '-m', '10', '--noproxy', '', '--cacert', this.pki.file('ca.crt'), '-w', format];
    const result = await this.host(from).run([...common, '-x', `${scheme}://${address}:${port}`, ...args]);
    const [, body = '', status = '', connect = ''] = /^(.*)\n(\d+) (\d+)$/s.exec(result.stdout) ?? [];
    return { ...result, body, status: Number(status) || Number(connect) };
  }

  /** Bytes straight to a port, and the first line of what came back within three seconds. */
  async raw(from: string, host: string, bytes: string): Promise<string> {
    const { proxy } = this.topology.proxies.find((plan) => plan.host === host) as Topology['proxies'][number];
    const send = `exec 3<>"/dev/tcp/$1/$2"; base64 -d >&3; timeout 3 head -1 <&3`;
    const input = Buffer.from(bytes, 'latin1').toString('base64');
    const result = await this.host(from).run(['bash', '-c', send, 'raw', proxy.address, String(proxy.port)], { input });
    return result.stdout.trim();
  }

  /** The access log of a proxy, once it has at least that many lines; each must be JSON of strings. */
  async accessLog(host: string, lines = 0): Promise<LogLine[]> {
    const read = () => this.host(host).log('squid/access.log').split('\n').slice(0, -1);
    const enough = async () => (read().length >= lines ? read() : undefined);
    const all = lines
      ? await waitFor(`${host} has logged ${lines} lines`, enough, { timeout: 15_000, interval: 20 })
      : read();
    return all.map((line) => JSON.parse(line) as LogLine);
  }

  down(): void {
    tearDown(this.state);
    this.keep();
  }
}

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

export interface Answer extends Result {
  readonly body: string;
  /** Of the answer, or of the refused tunnel; 0: none came. */
  readonly status: number;
}

export type LogLine = Readonly<Record<string, string>>;

function filesOf(model: EnvironmentModel, tenant: string, proxy: string): Record<string, string> {
  const files = proxyFiles(model).filter(({ path }) => path.includes(`/${tenant}/${proxy}/`));
  return Object.fromEntries(files.map((file) => [basename(file.path), stamp(file)]));
}
