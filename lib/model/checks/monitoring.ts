import { contains, overlap } from '../../settings/address';
import { durationSeconds } from '../../settings/duration';
import { promSeconds, monitoring as schema } from '../../settings/monitoring';
import { probe as probeSchema } from '../../settings/probe';
import { enumerateSome } from '../../settings/text';
import { COLLECTOR, RESOLVER } from '../../vocabulary';
import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { EnvironmentCheck, Report } from './_check';
import { ownersOf } from './_owners';
import { isMostlyOutside } from './infrastructure';

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
  for (const [index, range] of (sources ?? []).entries()) {
    const whose = wideness(range, data.cluster?.privateNetwork, tenants);
    if (whose !== undefined)
      report(
        'monitoring-sources-wide',
        ['monitoring', 'sources', index],
        `${range} ${whose}, whose pods could read the metrics of all tenants’ proxies if their network policies failed; name only the addresses of the nodes where Prometheus runs`,
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

/** Whose nodes a range has besides those of Prometheus; undefined: none that are known, or another check says more. */
function wideness(range: string, network: string | undefined, tenants: readonly TenantDraft[]): string | undefined {
  if (isMostlyOutside(range)) return undefined;
  if (network !== undefined && contains(range, network))
    return 'is the whole private network, with the nodes of all tenants';
  const found = tenants.filter(({ data }) =>
    (data.nodePool?.sources ?? []).some((nodes) => nodes !== undefined && overlap(range, nodes)),
  );
  return found.length === 0 ? undefined : `has nodes of ${enumerateSome(found.map(({ name }) => name).sort(), 4)}`;
}

/** Namespaces that the project itself renders, with their policies. */
const OURS: Readonly<Record<string, string>> = {
  [COLLECTOR.namespace]: 'the namespace of the collector of access logs',
  [RESOLVER.namespace]: 'the namespace of the tenants’ resolver',
};

/** Seconds after which a value is too old: Prometheus takes what it has not read for five minutes for gone. */
const OLDEST = 120;

/** Days before its end on which cert-manager renews the certificate of a gateway. */
const RENEWED_DAYS = 30;

/** Values that a rate needs within its window: two, and as many that may be missing. */
const VALUES = 4;

/** Whether alerts with these durations can fire, and end. */
export const checkDurations: EnvironmentCheck = ({ data: { monitoring, probe, gateways } }, report) => {
  const days = monitoring?.thresholds?.certificateDays;
  if (days !== undefined && days > RENEWED_DAYS && gateways?.certificates === 'cert-manager')
    report(
      'monitoring-threshold-conflict',
      ['monitoring', 'thresholds', 'certificateDays'],
      `${days} is more than the ${RENEWED_DAYS} days before its end at which cert-manager renews a gateway’s certificate, so EgressCertificateExpiring fires for certificates that are in order; set at most ${RENEWED_DAYS}`,
    );
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
