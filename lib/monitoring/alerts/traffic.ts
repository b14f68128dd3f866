import { type Alerts, PROXY, SHARE, TENANT } from '../alert';
import { BY_PROXY, BY_TENANT } from '../series';

/** What becomes of requests. */
export const trafficAlerts: Alerts = ({ own, thresholds, durations: { window } }) => {
  const requests = (selector: string) => `egress_requests_total{${selector}${own}}[${window}]`;
  const failed = requests('outcome="failed", ');
  return [
    {
      name: 'EgressErrorRatioHigh',
      severity: 'warning',
      for: 'load',
      // With little traffic a share means nothing, so a number of errors is needed as well.
      expr: `sum ${BY_TENANT} (rate(${failed})) / sum ${BY_TENANT} (rate(${requests('outcome!="denied", ')})) > ${thresholds.errorRatio} and sum ${BY_TENANT} (increase(${failed})) >= ${thresholds.errors}`,
      summary: `Many requests of ${TENANT} fail.`,
      value: SHARE,
    },
    {
      name: 'EgressDeniedSpike',
      severity: 'warning',
      for: 'load',
      expr: `sum ${BY_TENANT} (rate(${requests('outcome="denied", ')})) > ${thresholds.deniedPerSecond}`,
      summary: `Many requests of ${TENANT} are denied.`,
      value: '{{ $value | humanize }} per second',
    },
    {
      name: 'EgressLogRecordsMissing',
      severity: 'warning',
      for: 'load',
      expr: `sum ${BY_PROXY} (increase(squid_server_all_requests_total{${own}}[${window}])) > ${thresholds.unloggedRequests} and sum ${BY_PROXY} (increase(${requests('')})) == 0`,
      summary: `The ${PROXY} forwards requests and logs none.`,
      value: '{{ $value | humanize }} requests',
    },
  ];
};
