import { existsSync, readFileSync } from 'node:fs';
import { type IncomingHttpHeaders, request } from 'node:http';
import { join } from 'node:path';
import type { Pki } from '../cluster/pki';
import type { Daemon } from '../machine/daemon';
import type { Host } from '../machine/host';
import type { Topology } from '../machine/topology';
import { scriptCommand } from '../process/script';
import { waitFor } from '../process/wait';

/** What the lab's web serves under a name. */
export interface Site {
  readonly name: string;
  /** Default: 80. */
  readonly http?: readonly number[];
  /** With a certificate of the lab's authority. Default: 443. */
  readonly https?: readonly number[];
}

/** @internal what the web server is told */
export interface ServeOrder extends Required<Site> {
  readonly address: string;
  readonly certificate: string;
  readonly key: string;
}

/** A request that reached the lab's web. */
export interface WebRequest {
  readonly time: string;
  /** Address that it came from. */
  readonly client: string;
  readonly port: number;
  readonly tls: boolean;
  /** The Host header. */
  readonly host: string;
  readonly method: string;
  readonly path: string;
  readonly headers: IncomingHttpHeaders;
  readonly bodyBytes: number;
}

/** A question that reached the lab's public DNS. */
interface DnsQuery {
  /** Address that it came from. */
  readonly client: string;
  /** `A`, `TXT`, … */
  readonly type: string;
  /** Without the last dot. */
  readonly name: string;
}

/** The seed's address service; always served. */
const IFCONFIG = 'ifconfig.me';

const ZONE = '/var/lib/dns/root.zone';

/** The rest of the world: a web server and a DNS that knows the names that were told. */
export class Internet {
  private constructor(
    readonly host: Host,
    private readonly topology: Topology,
    private readonly pki: Pki,
  ) {}

  static async start(host: Host, topology: Topology, pki: Pki, coredns: string): Promise<Internet> {
    const internet = new Internet(host, topology, pki);
    const { dns } = topology.internet;
    const corefile = `.:53 {\n  bind ${dns}\n  file ${ZONE} . {\n    reload 300ms\n  }\n  log\n  errors\n}\n`;
    await host.write('/etc/coredns/Corefile', corefile);
    await internet.writeZone({ [IFCONFIG]: topology.internet.web });
    const [resolver, web] = await Promise.all([
      host.start('dns', [coredns, '-conf', '/etc/coredns/Corefile']),
      host.start('web', scriptCommand(join(__dirname, 'internet-server.ts'), internet.socket)),
    ]);
    await Promise.all([
      internet.isKnown(IFCONFIG, topology.internet.web, [resolver]),
      waitFor('the web server answers', () => internet.order({ name: IFCONFIG }), { needs: [web] }),
    ]);
    return internet;
  }

  static attach(host: Host, topology: Topology, pki: Pki): Internet {
    return new Internet(host, topology, pki);
  }

  /** Adds a site; from then on its name resolves, and its ports answer with the caller's address. */
  async serve(site: Site): Promise<void> {
    await this.order(site);
    await this.resolve(site.name, this.topology.internet.web);
  }

  /** Lets a name mean an address, any address: also one that it has no business to mean. */
  async resolve(name: string, address: string): Promise<void> {
    await this.writeZone({ ...this.names(), [name]: address });
    await this.isKnown(name, address, [this.host.daemon('dns')]);
  }

  /** All requests that reached the web so far, the oldest first. */
  requests(): WebRequest[] {
    const lines = this.host.log('web.log').split('\n');
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as WebRequest);
  }

  /** All questions that reached the public DNS so far, the oldest first; the lab's own are not among them. */
  queries(): DnsQuery[] {
    const line = /^\[INFO\] (\S+):\d+ - \d+ "(\S+) IN (\S+)\. /gm;
    return [...this.host.log('dns.log').matchAll(line)]
      .map(([, client = '', type = '', name = '']) => ({ client, type, name }))
      .filter(({ client }) => client !== this.topology.internet.dns);
  }

  private get socket(): string {
    return this.host.file('/run/web.sock');
  }

  private async order(site: Site): Promise<true> {
    const { name, http = [80], https = [443] } = site;
    const file = `site-${name}`;
    await this.pki.issue({ file, subject: `/CN=${name}`, names: [`DNS:${name}`] });
    const read = (extension: string) => readFileSync(this.pki.file(`${file}.${extension}`), 'utf8');
    const address = this.topology.internet.web;
    const order: ServeOrder = { name, http, https, address, certificate: read('crt'), key: read('key') };
    return new Promise((resolve, reject) => {
      const call = request({ socketPath: this.socket, method: 'POST' }, (response) => {
        let text = '';
        response.on('data', (chunk: Buffer) => {
          text += chunk.toString();
        });
        response.on('end', () => (response.statusCode === 200 ? resolve(true) : reject(new Error(text))));
      });
      call.on('error', reject);
      call.end(JSON.stringify(order));
    });
  }

  private names(): Record<string, string> {
    const records = readFileSync(this.host.file(ZONE), 'utf8').matchAll(/^(\S+)\. \d+ IN A (\S+)$/gm);
    return Object.fromEntries([...records].map(([, name = '', address = '']) => [name, address]));
  }

  /**
   * The serial number tells the server that the zone has changed, so it is another even within the same moment; a name
   * that is unknown is so for a second only.
   */
  private async writeZone(names: Readonly<Record<string, string>>): Promise<void> {
    const zone = this.host.file(ZONE);
    const [, last = '0'] = existsSync(zone) ? (/ SOA \S+ \S+ (\d+) /.exec(readFileSync(zone, 'utf8')) ?? []) : [];
    const serial = Math.max(Math.floor(Date.now() / 100) % 2 ** 31, Number(last) + 1);
    const lines = Object.entries(names).map(([name, address]) => `${name}. 1 IN A ${address}`);
    const head = [`. 1 IN SOA ns.invalid. lab.invalid. ${serial} 60 60 60 1`, '. 1 IN NS ns.invalid.'];
    await this.host.write(ZONE, [...head, ...lines, ''].join('\n'));
  }

  private async isKnown(name: string, address: string, needs: Daemon[]): Promise<void> {
    const ask = ['busybox', 'nslookup', '-type=a', name, this.topology.internet.dns];
    const probe = async () => (await this.host.run(ask)).stdout.includes(`Address: ${address}`);
    await waitFor(`the public DNS knows ${name}`, probe, { needs });
  }
}
