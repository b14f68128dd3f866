export { Artifacts } from './artifacts';
export { bootstrapKustomization, type ControllerSettings, controllerPatches } from './controllers';
export { controllersFault } from './controllers-fault';
export { Notification } from './notification';
export { Reconciliation, type ReconciliationProps, type RunningObject } from './reconciliation';
export { shardKustomization } from './shard';
export { Source, type SourceProps } from './source';
