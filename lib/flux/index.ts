export { FLUX_NAMESPACE, guardrailsName, PLATFORM_ACCOUNT, workloadsName } from './names';
export { Reconciliation, type ReconciliationProps } from './reconciliation';
export { Source, type SourceProps } from './source';
