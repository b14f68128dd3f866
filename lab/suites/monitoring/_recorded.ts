import type { Host } from '../../machine/host';

const PORT = 9400;
const FOLDER = '/var/lib/recorded';
const YEAR = 365 * 86_400;

/** Series by the name of the source that they stand in for. */
type Sources = Record<string, Record<string, number>>;

/**
 * Metrics in the place of sources that this suite does not run: kube-state-metrics and cert-manager, whose formats are those of
 * their releases, and the probe inside a tenant's namespace. They are read over HTTP like any other.
 */
export class Recorded {
  private readonly sources: Sources;
  private timer?: NodeJS.Timeout;
  private running?: Promise<void>;
  private silent = false;

  constructor(
    private readonly host: Host,
    private readonly environment: string,
  ) {
    this.sources = {
      'kube-state-metrics': {
        'kube_resourcequota{namespace="pair",resourcequota="tenant-quota",resource="pods",type="hard"}': 50,
        'kube_resourcequota{namespace="pair",resourcequota="tenant-quota",resource="pods",type="used"}': 20,
        ...this.flux('GitRepository', 'repository'),
        ...this.flux('Kustomization', environment),
        ...this.flux('Kustomization', `${environment}-pair`),
      },
      'cert-manager': {
        'certmanager_certificate_expiration_timestamp_seconds{issuer_group="",issuer_kind="Issuer",issuer_name="authority",name="egress-gateway",namespace="sealed-egress"}':
          Date.now() / 1000 + YEAR,
      },
    };
  }

  /** Labels as kube-state-metrics writes them with the rendered configuration. */
  flux(
    kind: string,
    name: string,
    { ready = 'True', revision = 'main@sha1:1', suspended = 'false' } = {},
  ): Record<string, number> {
    const group = kind === 'Kustomization' ? 'kustomize' : 'source';
    const own = `customresource_group="${group}.toolkit.fluxcd.io",customresource_kind="${kind}",customresource_version="v1"`;
    const state = `exported_namespace="flux-system",name="${name}",ready="${ready}",revision="${revision}",suspended="${suspended}"`;
    return { [`gotk_resource_info{${own},${state}}`]: 1 };
  }

  async start(): Promise<void> {
    for (const source of Object.keys(this.sources)) await this.write(source);
    await this.host.start('recorded', ['python3', '-m', 'http.server', '-b', '127.0.0.1', '-d', FOLDER, String(PORT)]);
    this.timer = setInterval(() => {
      this.running = this.round();
    }, 2000);
    await this.round();
  }

  /** Waits for the round that is running, which needs its machine. */
  async stop(): Promise<void> {
    clearInterval(this.timer);
    await this.running;
  }

  /** Scrape jobs, as whoever runs these sources has them. */
  jobs(): readonly object[] {
    const static_configs = [{ targets: [`127.0.0.1:${PORT}`] }];
    return [
      // kube-state-metrics names namespaces itself, so its labels are honoured.
      { job_name: 'kube-state-metrics', metrics_path: '/kube-state-metrics', honor_labels: true, static_configs },
      {
        job_name: 'egress-cert-manager',
        metrics_path: '/cert-manager',
        static_configs: [{ ...static_configs[0], labels: { namespace: 'cert-manager' } }],
      },
      ...['pair', 'sealed'].map((tenant) => ({
        job_name: `egress-probe-${tenant}`,
        metrics_path: `/probe-${tenant}`,
        relabel_configs: [{ target_label: 'job', replacement: 'egress-probe' }],
        static_configs: [{ ...static_configs[0], labels: { environment: this.environment, tenant } }],
      })),
    ];
  }

  /** Replaces series of a source; undefined: they are gone. */
  async change(source: string, changes: Readonly<Record<string, number | undefined>>): Promise<void> {
    const all = { ...this.sources[source], ...changes };
    this.sources[source] = Object.fromEntries(Object.entries(all).filter(([, value]) => value !== undefined)) as Record<
      string,
      number
    >;
    await this.write(source);
  }

  private written: Promise<void> = Promise.resolve();

  private readonly probes: Record<string, { address: 0 | 1; blocked: 0 | 1 }> = {
    pair: { address: 1, blocked: 1 },
    sealed: { address: 1, blocked: 1 },
  };

  /** What the probe of a tenant finds from now on. */
  async probe(tenant: string, found: Partial<{ address: 0 | 1; blocked: 0 | 1 }>): Promise<void> {
    this.probes[tenant] = { address: 1, blocked: 1, ...found };
    await this.round();
  }

  /** Whether probes have stopped. */
  silence(silent: boolean): void {
    this.silent = silent;
  }

  private async round(): Promise<void> {
    for (const [tenant, { address, blocked }] of Object.entries(this.probes)) {
      if (this.silent && tenant === 'sealed') continue;
      const lines = [
        `egress_probe_address_ok ${address}`,
        `egress_probe_direct_blocked ${blocked}`,
        `egress_probe_last_round_timestamp_seconds ${Date.now() / 1000}`,
      ];
      await this.host.write(`${FOLDER}/probe-${tenant}`, `${lines.join('\n')}\n`);
    }
  }

  /** One write after the other: of two at the same time, the older one may be the last to end. */
  private write(source: string): Promise<void> {
    this.written = this.written.then(() => this.put(source));
    return this.written;
  }

  private async put(source: string): Promise<void> {
    const lines = Object.entries(this.sources[source] ?? {}).map(([series, value]) => `${series} ${value}`);
    await this.host.write(`${FOLDER}/${source}`, `${lines.join('\n')}\n`);
  }
}
