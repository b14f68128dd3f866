import type { Alert } from '../../../lib/monitoring';
import type { MonitoredModel } from './_settings';

/** Value of a series; `gone`: there is no series; `still`: the time that it would report goes on without it. */
type Value = number | 'gone' | 'still';

/** A series: what it is while all is well, and what during the fault. */
interface Series {
  readonly name: string;
  /** Default: the value stays. */
  readonly well: Value;
  readonly fault?: Value;
  /** The numbers are per second, and the series is their sum. Default: false */
  readonly counter?: boolean;
}

/** What an alert’s fault changes, by the name of the series: its value, and for counters the increase per second. */
type Fault = Readonly<Record<string, Value>>;

const PAIR = 'environment="watched", tenant="pair"';
const SEALED = 'environment="watched", tenant="sealed"';
const A = `${PAIR}, proxy="squid-a", instance="172.16.28.8"`;
const B = `${PAIR}, proxy="squid-b", instance="172.16.28.9"`;
const C = `${SEALED}, proxy="squid-c", instance="172.16.28.10"`;
const PROXIES = { a: A, b: B, c: C };
const FLUX = 'exported_namespace="flux-system", suspended="false"';
const YEAR = 365 * 86_400;

function ofProxies(series: (labels: string) => readonly Series[]): readonly Series[] {
  return Object.values(PROXIES).flatMap(series);
}

/** Everything that alerts look at, with nothing wrong. The clock of promtool starts in 1970. */
export function healthySeries(checksums: ReadonlyMap<string, string>): readonly Series[] {
  const gauge = (name: string, well: Value = 1): Series => ({ name, well });
  const counter = (name: string, well: number): Series => ({ name, well, counter: true });
  const gateway = (labels: string): readonly Series[] => [
    gauge(`up{job="egress-gateway", ${labels}}`),
    gauge(`haproxy_backend_active_servers{proxy="proxies", ${labels}}`, 2),
    gauge(`haproxy_backend_backup_servers{proxy="proxies", ${labels}}`, 0),
    gauge(`haproxy_frontend_current_sessions{proxy="tenant", ${labels}}`, 40),
    gauge(`haproxy_frontend_limit_sessions{proxy="tenant", ${labels}}`, 8192),
  ];
  return [
    ...ofProxies((labels) => [
      gauge(`up{job="egress-squid", ${labels}}`),
      gauge(`up{job="egress-agent", ${labels}}`),
      gauge(`squid_up{job="egress-squid", ${labels}}`),
      gauge(`egress_squid_up{job="egress-agent", ${labels}}`),
      counter(`squid_server_all_requests_total{job="egress-squid", ${labels}}`, 2),
      counter(`egress_requests_total{outcome="allowed", reason="", ${labels}}`, 2),
      counter(`egress_requests_total{outcome="failed", reason="", ${labels}}`, 0.02),
      counter(`egress_requests_total{outcome="denied", reason="list", ${labels}}`, 0.02),
      gauge(`egress_squid_file_descriptors{state="limit", ${labels}}`, 65_536),
      gauge(`egress_squid_file_descriptors{state="used", ${labels}}`, 900),
      counter(`egress_squid_cpu_seconds_total{${labels}}`, 0.2),
      gauge(`egress_vm_dns_seconds{${labels}}`, 0.02),
      gauge(`egress_vm_disk_bytes{state="size", ${labels}}`, 1e10),
      gauge(`egress_vm_disk_bytes{state="free", ${labels}}`, 6e9),
      gauge(`egress_vm_files_differing{${labels}}`, 0),
      gauge(`egress_vm_files_list_missing{${labels}}`, 0),
      gauge(`egress_vm_log_queue_records{${labels}}`, 12),
      gauge(`egress_vm_log_shipper_up{${labels}}`),
      counter(`egress_log_records_lost_total{${labels}}`, 0),
      gauge(`up{job="egress-closed", ${labels}}`),
      gauge(`probe_success{job="egress-closed", ${labels}}`, 0),
    ]),
    ...[...checksums].map(([proxy, checksum]) =>
      gauge(`egress_vm_release_info{commit="abc", checksum="${checksum}", ${labelsOf(proxy)}}`),
    ),
    gauge(`egress_vm_certificate_expiry_timestamp_seconds{${C}}`, YEAR),
    gauge(`egress_gateway_certificate_expiry_timestamp_seconds{instance="172.16.28.21", ${SEALED}}`, YEAR),
    gauge(
      'certmanager_certificate_expiration_timestamp_seconds{exported_namespace="sealed-egress", name="egress-gateway"}',
      YEAR,
    ),
    gauge(`up{job="egress-logs", ${LOGS}}`),
    gauge(`probe_success{job="egress-logs", ${LOGS}}`),
    gauge(`probe_ssl_earliest_cert_expiry{job="egress-logs", ${LOGS}}`, YEAR),
    ...gateway(`instance="172.16.28.20", ${PAIR}`),
    ...gateway(`instance="172.16.28.21", ${SEALED}`),
    ...[PAIR, SEALED].flatMap((labels) => [
      gauge(`egress_probe_address_ok{job="egress-probe", ${labels}}`),
      gauge(`egress_probe_direct_blocked{job="egress-probe", ${labels}}`),
      // The time itself: it grows by one per second.
      counter(`egress_probe_last_round_timestamp_seconds{job="egress-probe", ${labels}}`, 1),
    ]),
    gauge('kube_resourcequota{namespace="pair", resource="pods", type="hard"}', 50),
    gauge('kube_resourcequota{namespace="pair", resource="pods", type="used"}', 20),
    gauge(
      `gotk_resource_info{customresource_kind="GitRepository", name="repository", ready="True", revision="main@1", ${FLUX}}`,
    ),
    ...['watched', 'watched-pair', 'watched-pair-workloads', 'watched-sealed', 'watched-sealed-workloads'].map((name) =>
      gauge(kustomization(name, 'ready="True", revision="main@1"')),
    ),
  ];
}

const LOGS = 'instance="logs.test:6514", environment="watched", tenant="platform"';

function kustomization(name: string, state: string, more = FLUX): string {
  return `gotk_resource_info{customresource_kind="Kustomization", name="${name}", ${state}, ${more}}`;
}

function labelsOf(proxy: string): string {
  return Object.values(PROXIES).find((labels) => labels.includes(`proxy="${proxy}"`)) ?? '';
}

const VM_DOWN = (labels: string): Fault => ({
  [`up{job="egress-squid", ${labels}}`]: 0,
  [`up{job="egress-agent", ${labels}}`]: 0,
  [`squid_up{job="egress-squid", ${labels}}`]: 'gone',
  [`egress_squid_up{job="egress-agent", ${labels}}`]: 'gone',
});

const SQUID_DOWN = (labels: string): Fault => ({
  [`squid_up{job="egress-squid", ${labels}}`]: 0,
  [`egress_squid_up{job="egress-agent", ${labels}}`]: 0,
});

/** For each alert the faults by which it fires, each by itself. */
export const FAULTS: Readonly<Record<string, readonly Fault[]>> = {
  EgressProxyDown: [SQUID_DOWN(B), VM_DOWN(B), { ...VM_DOWN(B), [`up{job="egress-squid", ${B}}`]: 'gone' }],
  EgressTenantWithoutProxy: [{ ...SQUID_DOWN(A), ...VM_DOWN(B) }, VM_DOWN(C)],
  EgressRedundancyLost: [SQUID_DOWN(A)],
  EgressExporterDown: [{ [`up{job="egress-squid", ${A}}`]: 0, [`squid_up{job="egress-squid", ${A}}`]: 'gone' }],
  EgressAgentDown: [{ [`up{job="egress-agent", ${A}}`]: 0, [`egress_squid_up{job="egress-agent", ${A}}`]: 'gone' }],
  EgressPublicAddressWrong: [{ [`egress_probe_address_ok{job="egress-probe", ${PAIR}}`]: 0 }],
  EgressDirectConnectionPossible: [{ [`egress_probe_direct_blocked{job="egress-probe", ${SEALED}}`]: 0 }],
  EgressBlackboxDown: [
    { [`up{job="egress-closed", ${A}}`]: 0, [`probe_success{job="egress-closed", ${A}}`]: 'gone' },
    { [`up{job="egress-logs", ${LOGS}}`]: 0, [`probe_success{job="egress-logs", ${LOGS}}`]: 'gone' },
  ],
  EgressProbeSilent: [
    { [`egress_probe_last_round_timestamp_seconds{job="egress-probe", ${PAIR}}`]: 'still' },
    { [`egress_probe_last_round_timestamp_seconds{job="egress-probe", ${PAIR}}`]: 'gone' },
  ],
  EgressErrorRatioHigh: [{ [`egress_requests_total{outcome="failed", reason="", ${A}}`]: 1 }],
  EgressDeniedSpike: [{ [`egress_requests_total{outcome="denied", reason="list", ${A}}`]: 2 }],
  EgressLogRecordsMissing: [
    Object.fromEntries(
      ['outcome="allowed", reason=""', 'outcome="failed", reason=""', 'outcome="denied", reason="list"'].map(
        (labels) => [`egress_requests_total{${labels}, ${A}}`, 0],
      ),
    ),
  ],
  EgressDescriptorsHigh: [{ [`egress_squid_file_descriptors{state="used", ${A}}`]: 60_000 }],
  EgressCpuHigh: [{ [`egress_squid_cpu_seconds_total{${A}}`]: 0.95 }],
  EgressDnsSlow: [{ [`egress_vm_dns_seconds{${A}}`]: 5 }],
  EgressDiskFull: [{ [`egress_vm_disk_bytes{state="free", ${A}}`]: 5e8 }],
  EgressVmFilesChanged: [
    { [`egress_vm_files_differing{${A}}`]: 2 },
    { [`egress_vm_files_list_missing{${A}}`]: 1, [`egress_vm_files_differing{${A}}`]: 'gone' },
  ],
  EgressVmFilesBehind: [{ [`egress_vm_release_info{commit="old", checksum="old", ${A}}`]: 1 }],
  EgressLogsNotShipped: [{ [`egress_vm_log_queue_records{${A}}`]: 20_000 }],
  EgressLogRecordsLost: [{ [`egress_log_records_lost_total{${A}}`]: 1 }],
  EgressLogShipperDown: [{ [`egress_vm_log_shipper_up{${A}}`]: 0 }],
  EgressGatewayDown: [
    { [`up{job="egress-gateway", instance="172.16.28.20", ${PAIR}}`]: 0 },
    { [`up{job="egress-gateway", instance="172.16.28.20", ${PAIR}}`]: 'gone' },
  ],
  EgressGatewayPodDown: [{ [`up{job="egress-gateway", instance="172.16.28.20", ${PAIR}}`]: 0 }],
  EgressGatewayWithoutProxy: [
    { [`haproxy_backend_active_servers{proxy="proxies", instance="172.16.28.20", ${PAIR}}`]: 0 },
  ],
  EgressGatewayConnectionsHigh: [
    { [`haproxy_frontend_current_sessions{proxy="tenant", instance="172.16.28.20", ${PAIR}}`]: 8000 },
  ],
  EgressCertificateExpiring: [
    { [`egress_vm_certificate_expiry_timestamp_seconds{${C}}`]: 86_400 },
    { [`egress_gateway_certificate_expiry_timestamp_seconds{instance="172.16.28.21", ${SEALED}}`]: 86_400 },
    {
      'certmanager_certificate_expiration_timestamp_seconds{exported_namespace="sealed-egress", name="egress-gateway"}': 86_400,
    },
    { [`probe_ssl_earliest_cert_expiry{job="egress-logs", ${LOGS}}`]: 86_400 },
  ],
  EgressAllowEntryExpired: [],
  EgressProxyPortPublic: [{ [`probe_success{job="egress-closed", ${A}}`]: 1 }],
  EgressLogServerDown: [{ [`probe_success{job="egress-logs", ${LOGS}}`]: 0 }],
  EgressFluxNotReady: [
    {
      [kustomization('watched-pair', 'ready="True", revision="main@1"')]: 'gone',
      [kustomization('watched-pair', 'ready="False", revision="main@1"')]: 1,
    },
  ],
  EgressFluxBehind: [
    {
      [kustomization('watched-pair', 'ready="True", revision="main@1"')]: 'gone',
      [kustomization('watched-pair', 'ready="True", revision="main@0"')]: 1,
    },
  ],
  EgressFluxSuspended: [
    {
      [kustomization('watched', 'ready="True", revision="main@1"')]: 'gone',
      [kustomization(
        'watched',
        'ready="True", revision="main@1"',
        'exported_namespace="flux-system", suspended="true"',
      )]: 1,
    },
  ],
  EgressQuotaNearlyFull: [{ 'kube_resourcequota{namespace="pair", resource="pods", type="used"}': 49 }],
  EgressMetricsMissing: [
    {
      'kube_resourcequota{namespace="pair", resource="pods", type="used"}': 'gone',
      'kube_resourcequota{namespace="pair", resource="pods", type="hard"}': 'gone',
    },
  ],
};

const STEP = 15;
/** When the fault begins and ends, and when the test ends, in seconds. */
export const TIMES = { begins: 1800, ends: 5400, over: 9000 } as const;

/** The series of a fault, as promtool takes them. */
export function inputSeries(healthy: readonly Series[], fault: Fault): readonly { series: string; values: string }[] {
  const known = new Set(healthy.map(({ name }) => name));
  const all = [
    ...healthy.map((series) => ({ ...series, fault: fault[series.name] ?? series.well })),
    ...Object.entries(fault).flatMap(([name, value]): Series[] =>
      known.has(name) ? [] : [{ name, well: 'gone', fault: value }],
    ),
  ];
  return all.map(({ name, well, fault: during = well, counter = false }) => ({
    series: name,
    values: valuesOf(
      [
        [well, TIMES.begins],
        [during, TIMES.ends - TIMES.begins],
        [well, TIMES.over - TIMES.ends],
      ],
      counter,
    ),
  }));
}

function valuesOf(phases: readonly (readonly [value: Value, seconds: number])[], counter: boolean): string {
  let sum = 0;
  return phases
    .map(([value, seconds], index) => {
      const count = seconds / STEP - 1;
      if (value === 'gone') {
        sum += seconds;
        return index === 0 ? `_x${count + 1}` : `stale _x${count}`;
      }
      if (value === 'still') {
        sum += seconds;
        return `${sum - seconds}x${count}`;
      }
      if (!counter) return `${value}x${count}`;
      const first = sum;
      sum += value * seconds;
      return `${first}+${value * STEP}x${count}`;
    })
    .join(' ');
}

/** Seconds that an alert’s expression may need to notice a change of what it counts, in addition to `for`. */
export function memoryOf({ expr }: Alert, { environment }: MonitoredModel): number {
  const [, window] = /\[(\d+)m\]/.exec(expr) ?? [];
  return window === undefined || expr.includes('1h')
    ? 0
    : Number(window) * 60 + Number(environment.name === 'watched') * STEP;
}
