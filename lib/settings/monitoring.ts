import { z } from 'zod';
import { addressOrRangeFault } from './address';
import { label } from './names';
import { labelValue, selectingLabel } from './object-metadata';
import { text, unique } from './schema';
import { show } from './text';

const SECONDS = { d: 86_400, h: 3600, m: 60, s: 1 } as const;

/** Why `value` is not a duration of Prometheus; undefined: it is one. Prometheus takes no fractions. */
function promDurationFault(value: string): string | undefined {
  if (!/^(?=\d)(\d{1,6}d)?(\d{1,6}h)?(\d{1,6}m)?(\d{1,6}s)?$/.test(value)) {
    const hint = /^\d+$/.test(value) ? `; did you mean ${value}s or ${value}m?` : '';
    return `${show(value)} is not a duration of Prometheus (expected, for example, 90s, 5m or 1h30m)${hint}`;
  }
  return promSeconds(value) > 0 ? undefined : `${show(value)} is not longer than zero (expected, for example, 5m)`;
}

/** Seconds of a duration of Prometheus, for example 90 of `1m30s`. */
export function promSeconds(value: string): number {
  const parts = value.matchAll(/(\d+)([dhms])/g);
  return [...parts].reduce((sum, [, n, unit]) => sum + Number(n) * SECONDS[unit as keyof typeof SECONDS], 0);
}

const duration = (value: string, description: string) =>
  text({ 'duration-invalid': promDurationFault }).meta({ description }).default(value);

const ratio = (value: number, description: string) => z.number().gt(0).lt(1).meta({ description }).default(value);

const count = (value: number, most: number, description: string) =>
  z.int().min(1).max(most).meta({ description }).default(value);

/** The agent gives up a DNS lookup after as many seconds, and reports them. */
const LONGEST_LOOKUP = 5;

const MANY = 1_000_000;

const thresholds = z
  .strictObject({
    errorRatio: ratio(0.05, 'Share of requests that fail, from which the tenant’s errors are an alert'),
    errors: count(20, MANY, 'Failed requests within durations.window below which the share is ignored: little traffic'),
    deniedPerSecond: z
      .number()
      .gt(0)
      .max(100_000)
      .meta({ description: 'Denied requests per second of a tenant' })
      .default(1),
    descriptors: ratio(0.8, 'Share of Squid’s file descriptors in use'),
    connections: ratio(0.8, 'Share of a gateway’s connections in use'),
    cpu: ratio(0.8, 'Share of one processor that Squid uses; it uses one at most'),
    dnsSeconds: z
      .number()
      .gt(0)
      .lt(LONGEST_LOOKUP)
      .meta({ description: 'Seconds that a DNS lookup of a proxy’s VM takes; one without an answer counts as 5' })
      .default(1),
    diskFree: ratio(0.1, 'Free share of the disk with the access log, below which it is an alert'),
    logQueue: count(10_000, 150_000, 'Log records that wait on a VM for the log server'),
    certificateDays: count(21, 365, 'Days before a certificate ends'),
    unloggedRequests: count(20, MANY, 'Requests that a proxy forwards within durations.window while it logs none'),
    quota: ratio(0.9, 'Share of a tenant’s quota in use'),
  })
  .meta({ description: 'Values from which alerts fire' })
  .prefault({});

const durations = z
  .strictObject({
    scrape: duration('15s', 'How often metrics are read'),
    evaluation: duration('15s', 'How often alerts are evaluated'),
    window: duration('5m', 'Time over which rates are taken'),
    outage: duration('1m', 'How long something that pods need has to fail before the alert fires'),
    exposure: duration('15s', 'How long an address is wrong, or a bypass possible, before the alert fires'),
    fault: duration('5m', 'How long a fault that pods do not notice yet has to last before the alert fires'),
    load: duration('10m', 'How long a load, an error ratio or slow answers have to last before the alert fires'),
    delivery: duration('15m', 'How long VMs and Flux may be behind Git before the alert fires'),
    silence: duration('1m', 'How old the last result of the tenant’s probe may be'),
    groupWait: duration('30s', 'How long alerts of one tenant are collected before the first message'),
    groupInterval: duration('5m', 'Time between messages about one tenant'),
    repeatInterval: duration('4h', 'When a message about an alert that still fires is sent again'),
  })
  .meta({ description: 'How long faults last before alerts fire, and the rhythm of Prometheus and Alertmanager' })
  .prefault({});

/** Metrics, alerts and who may read them. */
export const monitoring = z
  .strictObject({
    namespace: label
      .meta({
        description:
          'Namespace of Prometheus in the cluster. Its pods may then read the metrics of gateways. Default: gateways serve no metrics',
      })
      .optional(),
    operator: z
      .boolean()
      .meta({
        description:
          'Render PrometheusRule, ScrapeConfig, PodMonitor and Probe objects for the Prometheus operator, into namespace',
      })
      .default(false),
    labels: z
      .record(selectingLabel, labelValue)
      .meta({
        description:
          'Labels of those objects by which the operator’s Prometheus selects them, for example { release: kube-prometheus-stack }',
      })
      .default({}),
    sources: unique(text({ 'range-invalid': addressOrRangeFault }), 'address')
      .meta({
        description:
          'Addresses or ranges that may read the metrics of the proxies’ VMs: those of the nodes where Prometheus runs',
      })
      .default([]),
    blackbox: text({ 'monitoring-blackbox-invalid': blackboxFault })
      .meta({
        description:
          'Blackbox exporter as HOST:PORT, which checks that proxies are closed to the internet and that the log server answers. Default: not checked',
      })
      .optional(),
    runbooks: text({ 'monitoring-runbooks-invalid': runbooksFault })
      .meta({
        description:
          'Address of a folder with alerts.md, to which alerts link. Default: dist/monitoring/<environment> in the repository of flux.source.url, where that is at GitHub or GitLab; alerts then have runbook_url. Elsewhere they have the path in the repository as runbook',
      })
      .optional(),
    thresholds,
    durations,
  })
  .meta({
    description:
      'Metrics and alerts of proxies, gateways, certificates, quotas and Flux, written to dist/monitoring/. Default: none',
  });

function blackboxFault(value: string): string | undefined {
  const [, , port = ''] = /^([a-z0-9]([a-z0-9.-]*[a-z0-9])?):(\d{1,5})$/.exec(value)?.slice(1) ?? [];
  return Number(port) >= 1 && Number(port) <= 65_535
    ? undefined
    : `${show(value)} is not HOST:PORT (expected, for example, blackbox-exporter.monitoring.svc:9115)`;
}

function runbooksFault(value: string): string | undefined {
  return /^https?:\/\/[^\s/?#"{}]+(\/[^\s?#"{}]*)?$/.test(value)
    ? undefined
    : `${show(value)} is not the address of a folder (expected, for example, https://git.example.com/platform/docs/runbooks)`;
}
