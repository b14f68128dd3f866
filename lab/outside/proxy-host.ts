import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import type { ProxyPlan, Topology } from '../machine/topology';
import { waitFor } from '../process/wait';

/** What a proxy's machine runs. */
interface ProxyConfiguration {
  /** Goes to /etc/squid/squid.conf as it is. */
  readonly squidConf: string;
  /**
   * Further files, path → content, below /etc, /run or /var. /etc/nftables.conf is loaded, and so is what is in
   * /etc/sysctl.d. Default: none.
   */
  readonly files?: Readonly<Record<string, string>>;
  /** Run before Squid starts, for what is made on the machine itself. Default: none. */
  readonly commands?: readonly (readonly string[])[];
}

/** Decides what each proxy runs. The one place to replace: see `LabOptions.configureProxy`. */
export type ConfigureProxy = (plan: ProxyPlan, topology: Topology) => ProxyConfiguration | Promise<ProxyConfiguration>;

/** The machine of one proxy. */
export class ProxyHost {
  private constructor(
    readonly plan: ProxyPlan,
    readonly host: Host,
  ) {}

  /** @param squid the command; default: the machine's own */
  static async start(
    host: Host,
    plan: ProxyPlan,
    configuration: ProxyConfiguration,
    squid: readonly string[] = ['squid'],
  ): Promise<ProxyHost> {
    const proxy = await ProxyHost.furnish(host, plan, configuration);
    await proxy.answers(await host.start('squid', [...squid, '-N', '-f', '/etc/squid/squid.conf']));
    return proxy;
  }

  /** Writes its files, and does not start Squid, which may lack what comes later. */
  static async furnish(host: Host, plan: ProxyPlan, configuration: ProxyConfiguration): Promise<ProxyHost> {
    const proxy = new ProxyHost(plan, host);
    // Squid starts as root and goes on as this user, which must be able to write here.
    await host.must(['install', '-d', '-o', 'proxy', '-g', 'proxy', '/var/log/squid', '/var/spool/squid']);
    await proxy.write(configuration);
    return proxy;
  }

  static attach(host: Host, plan: ProxyPlan): ProxyHost {
    return new ProxyHost(plan, host);
  }

  get squid(): Daemon {
    return this.host.daemon('squid');
  }

  /** Replaces its files and restarts it. Resolves when it answers. */
  async configure(configuration: ProxyConfiguration): Promise<void> {
    await this.write(configuration);
    await this.squid.stop();
    await this.squid.start();
    await this.answers(this.squid);
  }

  /** Squid's access log so far. */
  accessLog(): string {
    return this.host.log('squid/access.log');
  }

  private async write({ squidConf, files = {}, commands = [] }: ProxyConfiguration): Promise<void> {
    await this.host.write('/etc/squid/squid.conf', squidConf);
    for (const command of commands) await this.host.must(command);
    for (const [path, content] of Object.entries(files)) {
      await this.host.write(path, content);
      if (path === '/etc/nftables.conf') await this.host.must(['nft', '-f', path]);
      if (path.startsWith('/etc/sysctl.d/')) await this.host.must(['sysctl', '-q', '-p', path]);
    }
  }

  private async answers(squid: Daemon): Promise<void> {
    const { address, port } = this.plan.proxy;
    // Asked of the kernel: a connection would leave a line in the log of a Squid that wants TLS.
    const listening = ['ss', '-Htln', 'src', `${address}:${port}`];
    const isListening = async () => (await this.host.must(listening)) !== '';
    await waitFor(`${this.plan.host} listens on ${address}:${port}`, isListening, { needs: [squid] });
  }
}

/** A proxy for everybody in the private network, to anywhere on the web's two ports. */
export function plainSquid({ proxy }: ProxyPlan, topology: Topology): ProxyConfiguration {
  const squidConf = `http_port ${proxy.address}:${proxy.port}
acl clients src ${topology.privateNetwork}
acl SSL_ports port 443
acl Safe_ports port 80 443
acl CONNECT method CONNECT
http_access deny !Safe_ports
http_access deny CONNECT !SSL_ports
http_access allow clients
http_access deny all
cache deny all
pid_filename /run/squid.pid
access_log stdio:/var/log/squid/access.log
cache_log /var/log/squid/cache.log
coredump_dir /var/spool/squid
`;
  return { squidConf };
}
