export { formatProblem, type Problem, sortProblems } from '../lint';
export { defineEnvironment, type EnvironmentSettings } from './environment';
export { tenantJsonSchema } from './json-schema';
export { didYouMean, nearest } from './nearest';
export type { TenantSettings } from './tenant';
export type { ProposedFile } from './tenants';
