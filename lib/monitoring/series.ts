import { COLLECTOR, GATEWAY, PROBE } from '../vocabulary';

/** Names of the scrape jobs. */
export const JOBS = {
  squid: 'egress-squid',
  agent: 'egress-agent',
  gateway: GATEWAY.name,
  probe: PROBE.name,
  closed: 'egress-closed',
  logs: COLLECTOR.name,
  flux: 'egress-flux',
  certManager: 'egress-cert-manager',
} as const;

export const BY_PROXY = 'by (environment, tenant, proxy)';
export const BY_TENANT = 'by (environment, tenant)';
