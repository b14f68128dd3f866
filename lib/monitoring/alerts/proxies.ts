import { PROXY_HEALTHY } from '../../vocabulary';
import { type Alerts, NUMBER, PROXY, TENANT } from '../alert';
import { BY_TENANT, JOBS } from '../series';

/** Whether proxies answer, and whether what reports about them does. */
export const proxyAlerts: Alerts = ({ own }) => {
  const healthy = `${PROXY_HEALTHY}{${own}}`;
  return [
    {
      name: 'EgressProxyDown',
      severity: 'critical',
      for: 'outage',
      expr: `${healthy} == 0`,
      summary: `The ${PROXY} does not answer.`,
    },
    {
      name: 'EgressTenantWithoutProxy',
      severity: 'critical',
      for: 'outage',
      expr: `max ${BY_TENANT} (${healthy}) == 0`,
      summary: `No proxy of ${TENANT} answers: its pods reach nothing outside.`,
    },
    {
      name: 'EgressRedundancyLost',
      severity: 'warning',
      for: 'fault',
      expr: `sum ${BY_TENANT} (${healthy}) == 1 and count ${BY_TENANT} (${healthy}) > 1`,
      summary: `Only one proxy of ${TENANT} answers.`,
      value: `${NUMBER} proxies`,
    },
    {
      name: 'EgressExporterDown',
      severity: 'warning',
      for: 'fault',
      expr: `up{job="${JOBS.squid}", ${own}} == 0`,
      summary: `The exporter for Squid on ${PROXY} does not answer.`,
    },
    {
      name: 'EgressAgentDown',
      severity: 'warning',
      for: 'fault',
      expr: `up{job="${JOBS.agent}", ${own}} == 0`,
      summary: `The agent on ${PROXY} does not answer.`,
    },
  ];
};
