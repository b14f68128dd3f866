export { ProbePriority, TenantProbe } from './tenant-probe';
export type { TenantProbeProps } from './types';
