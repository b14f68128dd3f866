import { type Alerts, NUMBER, PROXY } from '../alert';
import { JOBS } from '../series';

/** What the blackbox exporter sees of proxies from outside. */
export const outsideAlerts: Alerts = ({ own }) => [
  {
    name: 'EgressProxyPortPublic',
    severity: 'critical',
    for: 'exposure',
    expr: `probe_success{job="${JOBS.closed}", ${own}} == 1`,
    summary: `The ${PROXY} takes connections on its public address {{ $labels.instance }}.`,
  },
];

/** Whether the exporter itself answers. While it does not, the alerts above and below cannot fire. */
export const blackboxAlerts: Alerts = ({ own }) => {
  const checks = `up{job=~"${JOBS.closed}|${JOBS.logs}", ${own}}`;
  return [
    {
      name: 'EgressBlackboxDown',
      severity: 'warning',
      for: 'fault',
      expr: `label_replace(count by (environment) (${checks} == 0), "tenant", "platform", "", "")`,
      summary:
        'The blackbox exporter of {{ $labels.environment }} does not answer: nothing checks whether proxies are closed to the internet, or whether the log server answers.',
      value: `${NUMBER} checks`,
    },
  ];
};

/** What it sees of the log server. */
export const logServerAlerts: Alerts = ({ own }) => [
  {
    name: 'EgressLogServerDown',
    severity: 'warning',
    for: 'fault',
    expr: `probe_success{job="${JOBS.logs}", ${own}} == 0`,
    summary: 'The log server {{ $labels.instance }} of {{ $labels.environment }} does not answer.',
  },
];
