import { stringify } from 'yaml';
import { monitoringFiles } from '../../../lib/monitoring';
import type { Host } from '../../machine/host';
import { INTERNET, SYSTEM_NODE } from '../../machine/topology';
import { waitFor } from '../../process/wait';
import { Gateway } from '../../testbed/gateway';
import { World } from '../../testbed/proxies';
import { prepareVm } from '../_vm';
import { Recorded } from './_recorded';
import type { MonitoredModel } from './_settings';

export const LOG_SERVER = 'logs.test';
/** An address of the internet where nothing listens. */
const DEAD = '34.160.111.146';
const FOLDER = '/etc/prometheus';
const RECEIVER = `require('node:http').createServer((request, response) => {
  let text = '';
  request.on('data', (chunk) => { text += chunk; });
  request.on('end', () => { console.log(JSON.stringify({ at: Date.now(), ...JSON.parse(text) })); response.end(); });
}).listen(9095, '127.0.0.1');`;

export interface FiringAlert {
  readonly state: 'pending' | 'firing';
  readonly labels: Readonly<Record<string, string>>;
}

/** What Alertmanager sends. */
interface Message {
  readonly at: number;
  readonly groupLabels: Readonly<Record<string, string>>;
  readonly alerts: readonly {
    readonly status: 'firing' | 'resolved';
    readonly labels: Readonly<Record<string, string>>;
    readonly annotations: Readonly<Record<string, string>>;
  }[];
}

/** Proxies, gateways and a log server, with Prometheus, Alertmanager and the blackbox exporter that watch them. */
export class Site {
  readonly recorded: Recorded;

  private constructor(
    readonly world: World,
    private readonly model: MonitoredModel,
  ) {
    this.recorded = new Recorded(this.watcher, model.environment.name);
  }

  static async up(name: string, model: MonitoredModel): Promise<Site> {
    const site = new Site(await World.up(name, model), model);
    await site.startInternet();
    for (const { host, tenant } of site.world.topology.proxies) await site.startVm(host, tenant);
    for (const { name: tenant } of model.tenants) {
      await Gateway.start(site.world.host(`${tenant}-pool-1`), model, tenant, site.world.pki);
    }
    await site.startWatcher();
    return site;
  }

  get watcher(): Host {
    return this.world.host(SYSTEM_NODE);
  }

  /** Alerts of Prometheus, pending and firing. */
  async alerts(): Promise<readonly FiringAlert[]> {
    const answer = await this.watcher.must(['curl', '-s', '-m', '5', 'http://127.0.0.1:9090/api/v1/alerts']);
    return (JSON.parse(answer) as { data: { alerts: FiringAlert[] } }).data.alerts;
  }

  /** Results of a query: labels and value. */
  async query(expr: string): Promise<readonly { metric: Record<string, string>; value: string }[]> {
    const url = 'http://127.0.0.1:9090/api/v1/query';
    const answer = await this.watcher.must(['curl', '-s', '-m', '5', '--data-urlencode', `query=${expr}`, url]);
    const { data } = JSON.parse(answer) as {
      data: { result: { metric: Record<string, string>; value: [number, string] }[] };
    };
    return data.result.map(({ metric, value: [, value] }) => ({ metric, value }));
  }

  /** Names of all series that Prometheus has. */
  async series(): Promise<readonly string[]> {
    const url = 'http://127.0.0.1:9090/api/v1/label/__name__/values';
    return (JSON.parse(await this.watcher.must(['curl', '-s', url])) as { data: string[] }).data;
  }

  /** What the receiver got so far. */
  messages(): readonly Message[] {
    const lines = this.watcher.log('receiver.log').split('\n');
    return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line) as Message);
  }

  /** Writes the rules again, after an edit, and lets Prometheus read them. */
  async rules(edit: (text: string) => string = (text) => text): Promise<void> {
    for (const { path, content } of this.rendered()) {
      if (/rules/.test(path)) await this.watcher.write(`${FOLDER}/${path}`, edit(stringify(content)));
    }
    await this.watcher.must(['curl', '-s', '-f', '-X', 'POST', 'http://127.0.0.1:9090/-/reload']);
  }

  private rendered() {
    const prefix = `dist/monitoring/${this.model.environment.name}/`;
    return monitoringFiles(this.model).map(({ path, content }) => ({ path: path.replace(prefix, ''), content }));
  }

  private async startInternet(): Promise<void> {
    const { internet, pki, topology } = this.world;
    const { web } = topology.internet;
    const host = this.world.host(INTERNET);
    await host.must(['ip', 'address', 'add', `${DEAD}/32`, 'dev', 'lo']);
    await internet.serve({ name: 'exact.test' });
    await internet.resolve('dead.test', DEAD);
    await internet.resolve('deb.debian.org', web);
    await internet.resolve(LOG_SERVER, web);
    await pki.issue({ file: 'logs', subject: `/CN=${LOG_SERVER}`, names: [`DNS:${LOG_SERVER}`] });
    const identity = JSON.stringify([pki.file('logs.crt'), pki.file('logs.key')]);
    const serve = `const [cert, key] = ${identity}.map((file) => require('node:fs').readFileSync(file));
      require('node:tls').createServer({ cert, key }, (one) => { one.on('error', () => 0); one.pipe(process.stdout); })
        .listen(6514, '${web}');`;
    await host.start('logs', [process.execPath, '-e', serve]);
  }

  /** A VM with all files that it gets, and what its units start. */
  private async startVm(name: string, tenant: string): Promise<void> {
    const host = this.world.host(name);
    const files = await prepareVm(this.world, name);
    if (tenant === 'sealed') await this.world.certify(name);
    // Few descriptors, so that they can be used up, as the small disk can.
    const few = ['prlimit', '--nofile=512:512', 'setpriv', '--bounding-set=-sys_resource', 'squid'];
    await this.world.startProxy(name, few);
    await host.must(['chown', 'proxy:proxy', '/var/log/squid']);
    const defaults = files.find(({ path }) => path === '/etc/default/prometheus-squid-exporter')?.content ?? '';
    const [, options = ''] = /^ARGS="(.*)"$/m.exec(defaults) ?? [];
    const user = ['setpriv', '--reuid=61184', '--regid=61184', '--clear-groups'];
    await host.start('exporter', [...user, 'prometheus-squid-exporter', ...options.split(' ')]);
    await this.world.startAgent(name);
    await host.start('rsyslog', ['rsyslogd', '-n', '-iNONE']);
  }

  private async startWatcher(): Promise<void> {
    const { watcher } = this;
    await watcher.must(['cp', this.world.pki.file('ca.crt'), '/etc/ssl/certs/ca-certificates.crt']);
    for (const { path, content } of this.rendered()) {
      await watcher.write(`${FOLDER}/${path}`, stringify(this.adapted(path, content)));
    }
    await watcher.must(['mkdir', '-p', '/var/lib/prometheus', '/var/lib/alertmanager']);
    await this.recorded.start();
    await watcher.start('receiver', [process.execPath, '-e', RECEIVER]);
    const blackbox = ['prometheus-blackbox-exporter', `--config.file=${FOLDER}/blackbox.yaml`];
    await watcher.start('blackbox', [...blackbox, '--web.listen-address=127.0.0.1:9115']);
    const alertmanager = ['prometheus-alertmanager', `--config.file=${FOLDER}/alertmanager.yaml`];
    await watcher.start('alertmanager', [
      ...alertmanager,
      ...['--storage.path=/var/lib/alertmanager', '--cluster.listen-address=', '--web.listen-address=127.0.0.1:9093'],
    ]);
    const prometheus = await watcher.start('prometheus', [
      ...['prometheus', `--config.file=${FOLDER}/prometheus.yaml`, '--storage.tsdb.path=/var/lib/prometheus'],
      ...['--web.listen-address=127.0.0.1:9090', '--web.enable-lifecycle'],
      // After a reload Alertmanager is found again after seconds, in which alerts get lost.
      '--rules.alert.resend-delay=5s',
    ]);
    const answers = async () => (await this.query('count(up == 1)')).length > 0;
    await waitFor('Prometheus has scraped', answers, { needs: [prometheus] });
  }

  /** What only the lab has: no cluster whose pods are found, a receiver, and metrics that stand in for others. */
  private adapted(path: string, content: object | string): object | string {
    if (typeof content === 'string') return content;
    if (path === 'alertmanager.yaml') {
      const webhook = { url: 'http://127.0.0.1:9095/', send_resolved: true };
      return { ...content, receivers: [{ name: 'platform', webhook_configs: [webhook] }] };
    }
    if (path !== 'prometheus.yaml') return content;
    const { scrape_configs, ...rest } = content as { scrape_configs: ScrapeConfig[] };
    return {
      ...rest,
      alerting: { alertmanagers: [{ static_configs: [{ targets: ['127.0.0.1:9093'] }] }] },
      scrape_configs: [
        ...scrape_configs.flatMap((config) => {
          const { kubernetes_sd_configs, relabel_configs, ...own } = config;
          if (kubernetes_sd_configs === undefined) return [config];
          // In place of pods that are found: the gateways on the nodes.
          return config.job_name.startsWith('egress-gateway') ? [{ ...own, static_configs: this.gateways(own) }] : [];
        }),
        ...this.recorded.jobs(),
      ],
    };
  }

  private gateways({ job_name }: Pick<ScrapeConfig, 'job_name'>): readonly object[] {
    const tenants = this.model.tenants.filter(
      ({ egress, gateway }) => gateway && (job_name === 'egress-gateway' || egress.clientCertificate),
    );
    return tenants.map(({ name }) => {
      const node = this.world.topology.nodes.find(({ tenant }) => tenant === name);
      const labels = { environment: this.model.environment.name, tenant: name };
      return { targets: [`${node?.address}:8405`], labels };
    });
  }
}

interface ScrapeConfig {
  readonly job_name: string;
  readonly kubernetes_sd_configs?: unknown;
  readonly relabel_configs?: unknown;
}
