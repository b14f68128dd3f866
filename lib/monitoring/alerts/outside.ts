import { type Alerts, PROXY } from '../alert';
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
