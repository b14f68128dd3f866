import { COLLECTOR, GATEWAY, PROBE } from '../vocabulary';

/** Names of the recorded series: what Git declares, and what is derived from several sources. */
export const DECLARED_PROXY = 'egress:proxy:declared';
export const DECLARED_RELEASE = 'egress:release:declared';
export const DECLARED_GATEWAY = 'egress:gateway:declared';
export const DECLARED_PROBE = 'egress:probe:declared';
export const DECLARED_NAMESPACE = 'egress:namespace:declared';
export const DECLARED_FLUX = 'egress:flux_object:declared';
export const ALLOW_ENTRY_END = 'egress:allow_entry:end_timestamp_seconds';
export const PROXY_HEALTHY = 'egress:proxy:healthy';

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
