export { bootstrapKustomization, type ControllerSettings, controllerPatches } from './controllers';
export { controllersFault } from './controllers-fault';
export { Reconciliation, type ReconciliationProps } from './reconciliation';
export { Source, type SourceProps } from './source';
