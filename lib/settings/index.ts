export { contains, formatAddress, parseAddress, parseRange, type Range } from './address';
export { environmentJsonSchema, tenantJsonSchema } from './json-schema';
export type { TenantSettings } from './tenant';
