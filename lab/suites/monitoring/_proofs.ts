import { INTERNET, SYSTEM_NODE } from '../../machine/topology';
import { LOG_SERVER, type Site } from './_site';

/** A fault that an alert has to notice. */
export interface Proof {
  readonly alert: string;
  /** The labels that the alert must have. */
  readonly labels: Readonly<Record<string, string>>;
  readonly fault: string;
  /** A recorded metric stands in for the source. */
  readonly recorded?: boolean;
  inject(site: Site): Promise<unknown>;
  undo(site: Site): Promise<unknown>;
  /** The alert that keeps this one from the receiver. */
  readonly inhibitedBy?: string;
}

const PAIR = { tenant: 'pair' };
const A = { ...PAIR, proxy: 'squid-a' };
const B = { ...PAIR, proxy: 'squid-b' };
const C = { tenant: 'sealed', proxy: 'squid-c' };
const NODE = 'pair-pool-1';
const REQUESTS = 'http://exact.test/[1-8]';

/** The fault of the phase shows in this alert, too. */
export const NO_MORE: Pick<Proof, 'inject' | 'undo'> = {
  inject: async () => undefined,
  undo: async () => undefined,
};

/** Stops a daemon of a host, and starts it again. */
function killed(host: string, daemon: string): Pick<Proof, 'inject' | 'undo'> {
  return {
    inject: ({ world }) => world.host(host).daemon(daemon).stop(),
    undo: ({ world }) => world.host(host).daemon(daemon).start(),
  };
}

/** Requests by a proxy, one batch after the other, until the fault is undone. */
function requests(name: string, proxy: string, url: string, pause = '0.3'): Pick<Proof, 'inject' | 'undo'> {
  const loop = `while :; do curl -s -m 5 -o /dev/null -x "$1" "$2"; sleep ${pause}; done`;
  return {
    inject: ({ world }) => world.host(NODE).start(name, ['bash', '-c', loop, name, `http://${proxy}:3128`, url]),
    undo: ({ world }) => world.host(NODE).daemon(name).stop(),
  };
}

/** Connections that are opened and not used. */
function idle(name: string, host: string, address: string, count: number): Pick<Proof, 'inject' | 'undo'> {
  const open = `import socket, time
connections = [socket.create_connection(('${address}', 3128)) for _ in range(${count})]
time.sleep(3600)`;
  return {
    inject: ({ world }) => world.host(host).start(name, ['python3', '-c', open]),
    undo: ({ world }) => world.host(host).daemon(name).stop(),
  };
}

const recordedFlux = (state: object): Pick<Proof, 'inject' | 'undo'> => {
  const change = (well: boolean) => async (site: Site) => {
    const [is, was] = [
      site.recorded.flux('Kustomization', 'quick-pair'),
      site.recorded.flux('Kustomization', 'quick-pair', state),
    ];
    const gone = (series: object) => Object.fromEntries(Object.keys(series).map((key) => [key, undefined]));
    await site.recorded.change('kube-state-metrics', well ? { ...gone(was), ...is } : { ...gone(is), ...was });
  };
  return { inject: change(false), undo: change(true) };
};

const QUOTA = 'kube_resourcequota{namespace="pair",resourcequota="tenant-quota",resource="pods",type="used"}';
const HARD = QUOTA.replace('used', 'hard');

/** Faults of one phase happen at the same time and do not touch each other; phases come one after the other. */
export const PHASES: Readonly<Record<string, readonly Proof[]>> = {
  'what the probe and kube-state-metrics report': [
    {
      alert: 'EgressPublicAddressWrong',
      labels: PAIR,
      fault: 'the probe leaves by another address',
      recorded: true,
      inject: ({ recorded }) => recorded.probe('pair', { address: 0 }),
      undo: ({ recorded }) => recorded.probe('pair', {}),
    },
    {
      alert: 'EgressProbeSilent',
      labels: { tenant: 'sealed' },
      fault: 'the probe hangs',
      recorded: true,
      inject: async ({ recorded }) => recorded.silence(true),
      undo: async ({ recorded }) => recorded.silence(false),
    },
    {
      alert: 'EgressFluxNotReady',
      labels: PAIR,
      fault: 'a Kustomization is not ready',
      recorded: true,
      ...recordedFlux({ ready: 'False' }),
    },
    {
      alert: 'EgressQuotaNearlyFull',
      labels: { ...PAIR, resource: 'pods' },
      fault: '49 of 50 pods are used',
      recorded: true,
      inject: ({ recorded }) => recorded.change('kube-state-metrics', { [QUOTA]: 49 }),
      undo: ({ recorded }) => recorded.change('kube-state-metrics', { [QUOTA]: 20 }),
    },
  ],
  'ways past the proxy, and Flux behind': [
    {
      alert: 'EgressDirectConnectionPossible',
      labels: PAIR,
      fault: 'the probe connects without the proxy',
      recorded: true,
      inject: ({ recorded }) => recorded.probe('pair', { blocked: 0 }),
      undo: ({ recorded }) => recorded.probe('pair', {}),
    },
    {
      alert: 'EgressFluxBehind',
      labels: PAIR,
      fault: 'a Kustomization has an older revision',
      recorded: true,
      ...recordedFlux({ revision: 'main@sha1:0' }),
    },
    {
      alert: 'EgressProxyPortPublic',
      labels: B,
      fault: 'the firewall is unloaded, and the port is open on the public address',
      inject: async ({ world }) => {
        await world.host('squid-b').must(['nft', 'delete', 'table', 'ip', 'egress_proxy']);
        await world.host('squid-b').start('open', ['python3', '-m', 'http.server', '-b', '203.0.113.11', '3128']);
      },
      undo: async ({ world }) => {
        await world.host('squid-b').daemon('open').stop();
        await world.host('squid-b').must(['nft', '-f', '/etc/nftables.conf']);
      },
    },
    {
      alert: 'EgressVmFilesBehind',
      labels: C,
      fault: 'a VM has the list of an older delivery',
      inject: ({ world }) => world.host('squid-c').must(['sed', '-i.bak', '1d', '/etc/egress/files.sha256']),
      undo: ({ world }) =>
        world.host('squid-c').must(['mv', '/etc/egress/files.sha256.bak', '/etc/egress/files.sha256']),
    },
  ],
  'Flux suspended, and what reports is gone': [
    {
      alert: 'EgressFluxSuspended',
      labels: PAIR,
      fault: 'a Kustomization is suspended',
      recorded: true,
      ...recordedFlux({ suspended: 'true' }),
    },
    {
      alert: 'EgressMetricsMissing',
      labels: { tenant: 'platform', source: 'quotas' },
      fault: 'there are no metrics of quotas',
      recorded: true,
      inject: ({ recorded }) => recorded.change('kube-state-metrics', { [QUOTA]: undefined, [HARD]: undefined }),
      undo: ({ recorded }) => recorded.change('kube-state-metrics', { [QUOTA]: 20, [HARD]: 50 }),
    },
    { alert: 'EgressExporterDown', labels: B, fault: 'the exporter is killed', ...killed('squid-b', 'exporter') },
    { alert: 'EgressAgentDown', labels: C, fault: 'the agent is killed', ...killed('squid-c', 'agent') },
    { alert: 'EgressLogShipperDown', labels: A, fault: 'rsyslog is killed', ...killed('squid-a', 'rsyslog') },
  ],
  'requests and connections': [
    {
      alert: 'EgressErrorRatioHigh',
      labels: PAIR,
      fault: 'a host refuses connections',
      ...requests('errors', '172.16.28.8', 'http://dead.test/[1-4]'),
    },
    {
      alert: 'EgressDescriptorsHigh',
      labels: B,
      fault: 'clients keep 350 idle connections to Squid',
      ...idle('idle', NODE, '172.16.28.9', 350),
    },
    {
      alert: 'EgressGatewayConnectionsHigh',
      labels: { tenant: 'sealed' },
      fault: 'pods keep 120 idle connections to the gateway',
      ...idle('idle', 'sealed-pool-1', '127.0.0.1', 120),
    },
    {
      alert: 'EgressVmFilesChanged',
      labels: C,
      fault: 'a file is edited on the VM',
      inject: ({ world }) =>
        world
          .host('squid-c')
          .must(['sh', '-c', 'cp /etc/logrotate.d/squid /run/kept && echo "# edited" >>/etc/logrotate.d/squid']),
      undo: ({ world }) => world.host('squid-c').must(['sh', '-c', 'cat /run/kept >/etc/logrotate.d/squid']),
    },
  ],
  'denials, load and dates': [
    {
      alert: 'EgressDeniedSpike',
      labels: PAIR,
      fault: 'a pod asks for hosts that are not allowed',
      ...requests('denied', '172.16.28.9', 'http://unlisted.test/[1-4]'),
    },
    {
      alert: 'EgressCpuHigh',
      labels: A,
      fault: 'requests without a pause',
      ...requests('load', '172.16.28.8', 'http://exact.test/[1-3000]', '0'),
    },
    {
      alert: 'EgressCertificateExpiring',
      labels: { ...C, job: 'egress-agent' },
      fault: 'the VM gets a certificate for a day',
      inject: ({ world }) => world.certify('squid-c', 1),
      undo: ({ world }) => world.certify('squid-c'),
    },
    {
      alert: 'EgressAllowEntryExpired',
      labels: { ...PAIR, host: 'old.test' },
      fault: 'the last day of an entry is over',
      inject: (site) => site.rules((text) => text.replace(/vector\(4102444800\)/, 'vector(1735689600)')),
      undo: (site) => site.rules(),
    },
  ],
  DNS: [
    {
      alert: 'EgressDnsSlow',
      labels: C,
      fault: 'the resolver hangs',
      inject: ({ world }) => world.host(INTERNET).daemon('dns').stop('SIGSTOP'),
      undo: ({ world }) => world.host(INTERNET).daemon('dns').start(),
    },
  ],
  'the log server': [
    {
      alert: 'EgressLogServerDown',
      labels: { tenant: 'platform', instance: `${LOG_SERVER}:6514` },
      fault: 'the log server is killed',
      ...killed(INTERNET, 'logs'),
    },
    {
      alert: 'EgressLogsNotShipped',
      labels: A,
      fault: 'the log server is killed, and requests go on',
      inhibitedBy: 'EgressLogServerDown',
      ...requests('waiting', '172.16.28.8', REQUESTS),
    },
  ],
  'the exporter that checks from outside': [
    {
      alert: 'EgressBlackboxDown',
      labels: { tenant: 'platform' },
      fault: 'the blackbox exporter is killed',
      ...killed(SYSTEM_NODE, 'blackbox'),
    },
  ],
  'a full disk': [
    {
      alert: 'EgressDiskFull',
      labels: B,
      fault: 'the disk with the access log is full',
      inject: ({ world }) => world.host('squid-b').run(['dd', 'if=/dev/zero', 'of=/var/log/squid/full', 'bs=64k']),
      undo: ({ world }) => world.host('squid-b').must(['rm', '/var/log/squid/full']),
    },
    {
      alert: 'EgressLogRecordsMissing',
      labels: B,
      fault: 'requests go on while the disk is full',
      ...requests('unlogged', '172.16.28.9', REQUESTS),
    },
  ],
  'lost log records': [
    {
      alert: 'EgressLogRecordsLost',
      labels: B,
      fault: 'the disk is full for a moment, while requests go on',
      inject: async ({ world }) => {
        const ask = ['curl', '-s', '-o', '/dev/null', '-x', 'http://172.16.28.9:3128', 'http://exact.test/[1-40]'];
        // What is lost is a gap between two records that were written.
        await world.host(NODE).run(ask);
        await world.host('squid-b').run(['dd', 'if=/dev/zero', 'of=/var/log/squid/full', 'bs=1k']);
        await world.host(NODE).run(ask);
        await world.host('squid-b').must(['rm', '/var/log/squid/full']);
        await world.host(NODE).run(ask);
      },
      undo: NO_MORE.undo,
    },
  ],
  'a proxy': [
    { alert: 'EgressProxyDown', labels: B, fault: 'Squid is killed', ...killed('squid-b', 'squid') },
    {
      alert: 'EgressRedundancyLost',
      labels: PAIR,
      fault: 'one of two Squids is killed',
      inhibitedBy: 'EgressProxyDown',
      ...NO_MORE,
    },
  ],
  'all proxies of a tenant': [
    {
      alert: 'EgressTenantWithoutProxy',
      labels: PAIR,
      fault: 'both Squids are killed',
      inject: ({ world }) => Promise.all(['squid-a', 'squid-b'].map((host) => world.host(host).daemon('squid').stop())),
      undo: ({ world }) => Promise.all(['squid-a', 'squid-b'].map((host) => world.host(host).daemon('squid').start())),
    },
    {
      alert: 'EgressGatewayWithoutProxy',
      labels: PAIR,
      fault: 'both Squids are killed',
      inhibitedBy: 'EgressTenantWithoutProxy',
      ...NO_MORE,
    },
  ],
  'a gateway': [
    { alert: 'EgressGatewayDown', labels: PAIR, fault: 'HAProxy is killed', ...killed(NODE, 'gateway') },
    {
      alert: 'EgressGatewayPodDown',
      labels: PAIR,
      fault: 'HAProxy is killed',
      inhibitedBy: 'EgressGatewayDown',
      ...NO_MORE,
    },
  ],
};
