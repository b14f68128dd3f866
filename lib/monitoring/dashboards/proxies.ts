import { PROXY_HEALTHY } from '../../vocabulary';
import { applies, type Panel, RATE, type Row, type Rows, type Subject } from './panel';

/** Proxies, their VMs, latency, and the gateways that choose between proxies. */
export const proxyRows: Rows = (subject) => [
  latency(subject),
  { title: 'Proxies', panels: [health(subject), ...machines(subject)] },
  ...gateways(subject),
  ...probe(subject),
];

/** Gateways report only if Prometheus may read their metrics. */
function hasGateways(subject: Subject): boolean {
  return subject.monitoring.namespace !== undefined && applies(subject, ({ gateway }) => gateway !== undefined);
}

function latency(subject: Subject): Row {
  const { own, each } = subject;
  const squid = (series: string, legend: string) => ({
    expr: `max by (${each}) (${series}{${own}})`,
    legend: `{{${each}}} ${legend}`,
  });
  const connect: Panel = {
    title: 'Time until a gateway is connected',
    description: 'How long a gateway takes to connect to a proxy: the average of its last 1024 connections.',
    kind: 'graph',
    unit: 's',
    queries: [
      {
        expr: `max by (tenant) (haproxy_backend_connect_time_average_seconds{proxy="proxies", ${own}})`,
        legend: '{{tenant}}',
      },
    ],
  };
  const panels: readonly Panel[] = [
    {
      title: 'Time per request',
      description:
        'Squid’s own numbers over the last five minutes. A tunnel is one request, which lasts until the tunnel is closed.',
      kind: 'graph',
      unit: 's',
      queries: [squid('squid_HTTP_Requests_All_50', 'half'), squid('squid_HTTP_Requests_All_95', '95 %')],
    },
    {
      title: 'Time per DNS lookup',
      description:
        'The 95th percentile of Squid’s lookups, and the last lookup of the agent on the VM; 5 s: there was no answer.',
      kind: 'graph',
      unit: 's',
      queries: [squid('squid_DNS_Lookups_95', '95 %'), squid('egress_vm_dns_seconds', 'agent')],
    },
    ...(hasGateways(subject) ? [connect] : []),
  ];
  return { title: 'Latency', panels };
}

function health({ own }: Subject): Panel {
  return {
    title: 'Each proxy',
    description: 'Whether the exporter or, while it is down, the agent gets answers of Squid.',
    kind: 'states',
    unit: 'none',
    queries: [{ expr: `${PROXY_HEALTHY}{${own}}`, legend: '{{tenant}}/{{proxy}}' }],
    states: ['down', 'answers'],
  };
}

function machines({ own, environment }: Subject): readonly Panel[] {
  const share = (series: string, used: string, of: string) =>
    `${series}{state="${used}", ${own}} / ignoring (state) ${series}{state="${of}", ${own}}`;
  const legend = '{{tenant}}/{{proxy}}';
  return [
    {
      title: 'Processor of Squid',
      description: 'Share of one processor. Squid uses one at most.',
      kind: 'graph',
      unit: 'percentunit',
      queries: [{ expr: `rate(egress_squid_cpu_seconds_total{${own}}${RATE})`, legend }],
    },
    {
      title: 'File descriptors of Squid',
      description: 'Share in use. Each open tunnel needs two of them.',
      kind: 'graph',
      unit: 'percentunit',
      queries: [{ expr: share('egress_squid_file_descriptors', 'used', 'limit'), legend }],
    },
    {
      title: 'Free disk',
      description: 'Share of the disk with the access log. On a full disk log lines get lost; requests go on.',
      kind: 'graph',
      unit: 'percentunit',
      queries: [{ expr: share('egress_vm_disk_bytes', 'free', 'size'), legend }],
    },
    ...(environment.logs
      ? [
          {
            title: 'Log lines that wait',
            description: 'Lines that wait on the VM for the log store.',
            kind: 'graph',
            unit: 'none',
            queries: [{ expr: `egress_vm_log_queue_records{${own}}`, legend }],
          } as const,
          {
            title: 'Log lines that were lost',
            description:
              'Lines that Squid could not write, for example to a full disk. They are noticed with the next line.',
            kind: 'graph',
            unit: 'none',
            queries: [{ expr: `increase(egress_log_records_lost_total{${own}}${RATE})`, legend }],
          } as const,
        ]
      : []),
  ];
}

function gateways(subject: Subject): readonly Row[] {
  if (!hasGateways(subject)) return [];
  const { own } = subject;
  const of = (series: string) => `${series}{proxy="proxies", ${own}}`;
  const server = '{{tenant}}/{{server}}';
  const panels: readonly Panel[] = [
    {
      title: 'Connections by proxy',
      description: 'New connections per second from gateways to each proxy. After a failover they go to another proxy.',
      kind: 'graph',
      unit: 'ops',
      queries: [
        { expr: `sum by (tenant, server) (rate(${of('haproxy_server_sessions_total')}${RATE}))`, legend: server },
      ],
    },
    {
      title: 'Failovers',
      description: 'How often a gateway saw a proxy go down, by proxy.',
      kind: 'graph',
      unit: 'none',
      queries: [
        {
          expr: `sum by (tenant, server) (increase(${of('haproxy_server_check_up_down_total')}${RATE}))`,
          legend: server,
        },
      ],
    },
    {
      title: 'Proxies that a gateway can use',
      description: 'The lowest number that a gateway of the tenant sees. At 0 its pods reach nothing outside.',
      kind: 'graph',
      unit: 'none',
      queries: [
        {
          expr: `min by (tenant) (${of('haproxy_backend_active_servers')} + ${of('haproxy_backend_backup_servers')})`,
          legend: '{{tenant}}',
        },
      ],
    },
    {
      title: 'Connections that were tried again',
      description: 'Per second. With the same proxy, or with another one, which counts as moved.',
      kind: 'graph',
      unit: 'ops',
      queries: [
        {
          expr: `sum by (tenant) (rate(${of('haproxy_backend_retry_warnings_total')}${RATE}))`,
          legend: '{{tenant}} again',
        },
        {
          expr: `sum by (tenant) (rate(${of('haproxy_backend_redispatch_warnings_total')}${RATE}))`,
          legend: '{{tenant}} moved',
        },
      ],
    },
  ];
  return [{ title: 'Gateways and failovers', panels }];
}

function probe({ own, environment }: Subject): readonly Row[] {
  if (!environment.probe) return [];
  const states = (title: string, description: string, series: string, words: readonly [string, string]): Panel => ({
    title,
    description,
    kind: 'states',
    unit: 'none',
    queries: [{ expr: `min by (tenant) (${series}{${own}})`, legend: '{{tenant}}' }],
    states: words,
  });
  const panels = [
    states(
      'Public address',
      'Whether requests leave by the address that the settings declare.',
      'egress_probe_address_ok',
      ['another address', 'as declared'],
    ),
    states(
      'Direct connections',
      'Whether a pod of the tenant reaches the internet without the proxy.',
      'egress_probe_direct_blocked',
      ['possible', 'refused'],
    ),
  ];
  return [{ title: 'Seen from inside', panels }];
}
