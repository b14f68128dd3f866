import type { Monitored } from './alert';

interface Inhibition {
  readonly by: readonly string[];
  readonly of: readonly string[];
  /** Labels in which both agree. */
  readonly equal: readonly string[];
}

const TENANT = ['environment', 'tenant'];
const PROXY = [...TENANT, 'proxy'];

/** What follows from a larger fault is not reported next to it. */
const INHIBITIONS: readonly Inhibition[] = [
  {
    by: ['EgressTenantWithoutProxy'],
    of: ['EgressProxyDown', 'EgressRedundancyLost', 'EgressErrorRatioHigh', 'EgressGatewayWithoutProxy'],
    equal: TENANT,
  },
  { by: ['EgressProxyDown'], of: ['EgressRedundancyLost'], equal: TENANT },
  {
    by: ['EgressProxyDown'],
    of: ['EgressExporterDown', 'EgressAgentDown', 'EgressDnsSlow', 'EgressLogRecordsMissing'],
    equal: PROXY,
  },
  { by: ['EgressGatewayDown'], of: ['EgressGatewayPodDown', 'EgressProbeSilent'], equal: TENANT },
  { by: ['EgressAgentDown'], of: ['EgressLogRecordsMissing'], equal: PROXY },
  { by: ['EgressLogServerDown'], of: ['EgressLogsNotShipped'], equal: ['environment'] },
];

/** A whole configuration of Alertmanager: one message per tenant. Its receiver is the user's to define. */
export function alertmanagerConfig({ monitoring }: Monitored): object {
  const { groupWait, groupInterval, repeatInterval } = monitoring.durations;
  return {
    route: {
      receiver: 'platform',
      group_by: TENANT,
      group_wait: groupWait,
      group_interval: groupInterval,
      repeat_interval: repeatInterval,
    },
    inhibit_rules: INHIBITIONS.map(({ by, of, equal }) => ({
      source_matchers: [matcher(by)],
      target_matchers: [matcher(of)],
      equal,
    })),
    receivers: [{ name: 'platform' }],
  };
}

function matcher(names: readonly string[]): string {
  return `alertname =~ "${names.join('|')}"`;
}
