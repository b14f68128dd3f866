import { setTimeout as sleep } from 'node:timers/promises';
import { parse } from 'yaml';
import { type EnvironmentModel, synthesize } from '../../../lib';
import type { Host } from '../../machine/host';
import { INTERNET, SYSTEM_NODE } from '../../machine/topology';
import { waitFor } from '../../process/wait';
import { debianRoot } from '../../testbed/chroot';
import { LogStore, type StoredRecord } from '../../testbed/log-store';
import { World } from '../../testbed/proxies';
import { prepareVm } from '../_vm';
import type { Outcome } from './_record';
import { modelOf, type Way } from './_settings';

const VM = 'squid-a';
const LOGS = 'logs.test';
const NODE = 'client-pool-1';
const PROXY = 'http://172.16.28.8:3128';
const FILES = '/etc/egress-logs';
const TLS = '/etc/egress-logs-tls';

/** A proxy whose access log is shipped, and a store: VictoriaLogs, which takes syslog and Loki's push. */
export class LogSite {
  private logStore!: LogStore;

  private constructor(
    readonly world: World,
    readonly way: Way,
    private readonly model: EnvironmentModel,
  ) {}

  static async up(way: Way): Promise<LogSite> {
    const model = modelOf(way);
    const site = new LogSite(await World.up(`logs-${way}`, model), way, model);
    await site.startStore();
    if (way === 'loki') await site.startCollector();
    await prepareVm(site.world, VM);
    await site.world.startProxy(VM);
    await site.vm.must(['chown', 'proxy:proxy', '/var/log/squid']);
    await site.vm.must(['install', '-d', '-o', '61185', '/var/lib/egress-agent']);
    await site.world.startAgent(VM);
    if (way === 'syslog') await site.vm.start('rsyslog', ['rsyslogd', '-n', '-iNONE']);
    return site;
  }

  get vm(): Host {
    return this.world.host(VM);
  }

  get outside(): Host {
    return this.world.host(INTERNET);
  }

  get watcher(): Host {
    return this.world.host(SYSTEM_NODE);
  }

  get store(): LogStore {
    return this.logStore;
  }

  /** What sends the log on the VM. */
  get shipper() {
    return this.vm.daemon(this.way === 'syslog' ? 'rsyslog' : 'agent');
  }

  /** Requests, each to a host of its own, one after the other: `<label>-1.below.test` and so on. The longest one, in seconds. */
  async ask(label: string, count: number, pause = 0.05): Promise<number> {
    const one = `curl -s -o /dev/null -m 10 -w '%{time_total}\\n' -x ${PROXY}`;
    const loop = `for i in $(seq 1 ${count}); do ${one} http://${label}-$i.below.test/; sleep ${pause}; done`;
    const times = await this.world.host(NODE).must(['bash', '-c', loop], { timeout: 900_000 });
    return Math.max(...times.trim().split('\n').map(Number));
  }

  stored(): Promise<readonly StoredRecord[]> {
    return this.store.records();
  }

  /** What became of the requests with a label, once nothing changes any more. */
  async outcome(label: string, requests: number): Promise<Outcome> {
    const count = async () => {
      const found = (await this.stored()).filter(({ host }) => host?.startsWith(`${label}-`));
      return { all: found.length, hosts: new Set(found.map(({ host }) => host)).size };
    };
    let before = await count();
    await waitFor(
      'the store gets no more records',
      async () => {
        if (before.hosts >= requests) await sleep(3000);
        // rsyslog tries every 30 seconds.
        else await sleep(35_000);
        const now = await count();
        const isStill = now.all === before.all;
        before = now;
        return isStill;
      },
      { timeout: 240_000 },
    );
    return { requests, lost: requests - before.hosts, repeated: before.all - before.hosts };
  }

  /** Hosts in the access log of the VM with a label. */
  async logged(label: string): Promise<readonly string[]> {
    const text = await this.vm.must(['cat', '/var/log/squid/access.log']);
    return [...text.matchAll(/"host":"([^"]*)"/g)].flatMap(([, host = '']) =>
      host.startsWith(`${label}-`) ? host : [],
    );
  }

  /** A metric of the agent, without labels. */
  async metric(name: string): Promise<number> {
    const text = await this.watcher.must(['curl', '-s', '-f', '-m', '5', 'http://172.16.28.8:9303/metrics']);
    return Number(new RegExp(`^${name} (.*)$`, 'm').exec(text)?.[1]);
  }

  /** Drops packets to the store, or to the collector, without a word. */
  async cut(): Promise<void> {
    const port = this.way === 'syslog' ? 6514 : 30514;
    const hook = 'type filter hook output priority -5';
    await this.vm.must(['nft', '-f', '-'], { input: table('cut', hook, `tcp dport ${port} drop`) });
  }

  async mend(): Promise<void> {
    await this.vm.must(['nft', 'delete', 'table', 'ip', 'cut']);
  }

  private async startStore(): Promise<void> {
    const { internet, pki, topology } = this.world;
    const { web } = topology.internet;
    const collector = topology.nodes.find(({ name }) => name === SYSTEM_NODE)?.address;
    await internet.resolve(LOGS, this.way === 'syslog' ? web : (collector as string));
    await internet.resolve('store.test', web);
    await internet.resolve('deb.debian.org', web);
    await internet.serve({ name: 'exact.test' });
    // Of the store, or of the collector in front of it.
    await pki.issue({ file: 'logs', subject: `/CN=${LOGS}`, names: [`DNS:${LOGS}`] });
    const syslog = { address: web, certificate: pki.file('logs.crt'), key: pki.file('logs.key') };
    this.logStore = await LogStore.start(this.outside, this.way === 'syslog' ? syslog : undefined);
  }

  /** The rendered collector on a node, as its container would run it, behind the node port. */
  private async startCollector(): Promise<void> {
    const { watcher, world } = this;
    const whole = { base: this.model.tenants, environments: [this.model] };
    const file = synthesize(whole).find(({ path }) => path.endsWith('platform/configmap-egress-logs.yaml'));
    const { data } = parse(file?.content ?? '') as { data: Record<string, string> };
    await watcher.must(['mkdir', '-p', FILES, TLS]);
    const root = await debianRoot(watcher, [FILES, TLS, '/etc/resolv.conf']);
    for (const [name, text] of Object.entries(data)) await watcher.write(`${FILES}/${name}`, text);
    for (const part of ['crt', 'key']) {
      await watcher.must(['install', '-m', '644', world.pki.file(`logs.${part}`), `${TLS}/tls.${part}`]);
    }
    const hook = 'type nat hook prerouting priority -100';
    await watcher.must(['nft', '-f', '-'], { input: table('node', hook, 'tcp dport 30514 redirect to :6514') });
    await watcher.start('collector', ['chroot', '--userspec=65532:65532', root, 'sh', `${FILES}/start.sh`]);
    const listens = async () => (await watcher.must(['ss', '-Htln', 'sport', '=', ':6514'])) !== '';
    await waitFor('the collector listens', listens, { needs: [watcher.daemon('collector')] });
  }
}

/** A table of nftables with one rule. */
function table(name: string, hook: string, rule: string): string {
  return `table ip ${name} {\n  chain only {\n    ${hook}\n    ${rule}\n  }\n}\n`;
}
