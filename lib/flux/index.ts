export {
  bootstrapKustomization,
  type ControllerArguments,
  type ControllerSettings,
  controllerArguments,
  controllerPatches,
} from './controllers';
export { controllersFault } from './controllers-fault';
export { Reconciliation, type ReconciliationProps } from './reconciliation';
export { Source, type SourceProps } from './source';
