/** Names of the series that Prometheus records: what Git declares, and what is derived from several sources. */
export const DECLARED_PROXY = 'egress:proxy:declared';
export const DECLARED_RELEASE = 'egress:release:declared';
export const DECLARED_GATEWAY = 'egress:gateway:declared';
export const DECLARED_PROBE = 'egress:probe:declared';
export const DECLARED_NAMESPACE = 'egress:namespace:declared';
export const DECLARED_FLUX = 'egress:flux_object:declared';
export const ALLOW_ENTRY_END = 'egress:allow_entry:end_timestamp_seconds';
export const PROXY_HEALTHY = 'egress:proxy:healthy';
