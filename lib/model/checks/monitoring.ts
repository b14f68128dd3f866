import { durationSeconds } from '../../settings/duration';
import { promSeconds, monitoring as schema } from '../../settings/monitoring';
import { probe as probeSchema } from '../../settings/probe';
import { COLLECTOR, RESOLVER } from '../../vocabulary';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { EnvironmentCheck, Report } from './_check';
import { ownersOf } from './_owners';

/** What cannot work, or has no effect, in the settings of metrics and alerts. */
export function checkMonitoring(
  { data, name, isSet, wasWrong }: EnvironmentDraft,
  tenants: readonly TenantDraft[],
  report: Report,
): void {
  const { monitoring } = data;
  if (monitoring === undefined) return;
  const { namespace, operator, labels, sources } = monitoring;
  if (operator && namespace === undefined && !wasWrong(['monitoring', 'namespace'])) {
    report(
      'monitoring-namespace-missing',
      ['monitoring', 'operator'],
      'needs monitoring.namespace: set it to the namespace of Prometheus, for example monitoring',
    );
  }
  if (labels !== undefined && Object.keys(labels).length > 0 && !operator && !wasWrong(['monitoring', 'operator'])) {
    report(
      'monitoring-setting-unused',
      ['monitoring', 'labels'],
      'has no effect: no objects are rendered without monitoring.operator; set operator: true, or remove this',
    );
  }
  if (sources?.length === 0 && tenants.length > 0 && !isSet(['monitoring', 'sources'])) {
    report(
      'monitoring-sources-missing',
      ['monitoring', 'sources'],
      `is not set, so the proxies’ VMs of ${name} let no one read their metrics; name the addresses of the nodes where Prometheus runs`,
    );
  }
  const owners = ownersOf(namespace, tenants);
  const taken = owners === undefined ? OURS[namespace ?? ''] : `a namespace of ${owners}`;
  if (taken !== undefined) {
    report(
      'monitoring-namespace-taken',
      ['monitoring', 'namespace'],
      `${namespace} is ${taken}; name the namespace in which the platform team runs Prometheus`,
    );
  }
}

/** Namespaces that the project itself renders, with their policies. */
const OURS: Readonly<Record<string, string>> = {
  [COLLECTOR.namespace]: 'the namespace of the collector of access logs',
  [RESOLVER.namespace]: 'the namespace of the tenants’ resolver',
};

/** Seconds after which a value is too old: Prometheus takes what it has not read for five minutes for gone. */
const OLDEST = 120;

/** Values that a rate needs within its window: two, and as many that may be missing. */
const VALUES = 4;

/** Whether alerts with these durations can fire, and end. */
export const checkDurations: EnvironmentCheck = ({ data: { monitoring, probe } }, report) => {
  const { data } = schema.shape.durations.safeParse(monitoring?.durations ?? {});
  if (monitoring === undefined || data === undefined) return;
  const conflict = (key: keyof typeof data, text: string) =>
    report('monitoring-duration-conflict', ['monitoring', 'durations', key], `${data[key]} ${text}`);
  const scrape = promSeconds(data.scrape);
  for (const key of ['scrape', 'evaluation'] as const)
    if (promSeconds(data[key]) > OLDEST)
      conflict(key, 'is longer than 2m: Prometheus treats metrics as gone when it has read none for five minutes');
  if (promSeconds(data.window) < VALUES * scrape)
    conflict(
      'window',
      `is shorter than four times scrape (${data.scrape}), so rates have too few values, and their alerts never fire; set at least ${VALUES * scrape}s`,
    );
  const interval = probeSchema.shape.interval.safeParse(probe?.interval).data;
  if (probe === undefined || interval === undefined) return;
  const least = Math.ceil(durationSeconds(interval)) + scrape;
  if (promSeconds(data.silence) < least)
    conflict(
      'silence',
      `is shorter than probe.interval (${interval}) and scrape (${data.scrape}) together, so EgressProbeSilent fires all the time; set at least ${least}s`,
    );
};
