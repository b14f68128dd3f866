export {
  BOOTSTRAP_FILES,
  bootstrapKustomization,
  type ControllerArguments,
  type ControllerSettings,
  controllerArguments,
  controllerPatches,
} from './controllers';
export { controllersFault } from './controllers-fault';
export { FLUX_NAMESPACE, guardrailsName, PLATFORM_ACCOUNT, workloadsName } from './names';
export { Reconciliation, type ReconciliationProps } from './reconciliation';
export { Source, type SourceProps } from './source';
