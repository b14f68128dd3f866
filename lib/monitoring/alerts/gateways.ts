import { DECLARED_GATEWAY } from '../../vocabulary';
import { type Alerts, SHARE, TENANT } from '../alert';
import { BY_TENANT, JOBS } from '../series';

/** Gateways, and what they see of their proxies. HAProxy calls its own sections `proxy`. */
export const gatewayAlerts: Alerts = ({ own, thresholds }) => {
  const up = `up{job="${JOBS.gateway}", ${own}}`;
  return [
    {
      name: 'EgressGatewayDown',
      severity: 'critical',
      for: 'outage',
      expr: `max ${BY_TENANT} (${DECLARED_GATEWAY}{${own}}) unless on (environment, tenant) max ${BY_TENANT} (${up}) == 1`,
      summary: `No gateway of ${TENANT} answers: its pods reach nothing outside.`,
    },
    {
      name: 'EgressGatewayPodDown',
      severity: 'warning',
      for: 'fault',
      expr: `max by (environment, tenant, instance) (${up}) == 0`,
      summary: `The gateway {{ $labels.instance }} of ${TENANT} does not answer.`,
    },
    {
      name: 'EgressGatewayWithoutProxy',
      severity: 'critical',
      for: 'outage',
      expr: `min by (environment, tenant, instance) (haproxy_backend_active_servers{proxy="proxies", ${own}} + haproxy_backend_backup_servers{proxy="proxies", ${own}}) == 0`,
      summary: `The gateway {{ $labels.instance }} of ${TENANT} sees no proxy that works.`,
    },
    {
      name: 'EgressGatewayConnectionsHigh',
      severity: 'warning',
      for: 'fault',
      expr: `max by (environment, tenant, instance) (haproxy_frontend_current_sessions{proxy="tenant", ${own}} / haproxy_frontend_limit_sessions{proxy="tenant", ${own}}) > ${thresholds.connections}`,
      summary: `The gateway {{ $labels.instance }} of ${TENANT} runs out of connections.`,
      value: SHARE,
    },
  ];
};
