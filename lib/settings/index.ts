export { contains, formatAddress, parseAddress, parseRange, type Range } from './address';
export { defineEnvironment } from './environment';
export type { EnvironmentSettings } from './generated';
export { environmentJsonSchema, tenantJsonSchema } from './json-schema';
export { didYouMean, nearest } from './nearest';
export { formatProblem, type Problem, sortProblems } from './problem';
export type { TenantSettings } from './tenant';
export type { ProposedFile } from './tenants';
