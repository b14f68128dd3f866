export * from './constructs';
export { EgressError, type ExitCode } from './errors';
export { Reconciliation, type ReconciliationProps, Source, type SourceProps } from './flux';
export { type LoadedSettings, loadModel, type SettingsFolders } from './model/load';
export { type PodProxy, podProxyOf } from './model/pod-proxy';
export type {
  AdmissionPlugin,
  Environment,
  EnvironmentModel,
  IngressSource,
  Model,
  MutatingAdmission,
  PrivateRange,
  Quota,
  Repository,
  Tenant,
  Workload,
  WorkloadKind,
} from './model/types';
export { type OutputFile, SYNTH_ROOTS, writeOutput } from './output';
export { defineEnvironment } from './settings/environment';
export type {
  AmountsSettings,
  ContainerPortSettings,
  ContainerSettings,
  EnvironmentSettings as EnvironmentDefinition,
  InitContainerSettings,
  ProbeSettings,
  ResourcesSettings,
  VolumeSettings,
  WorkloadSettings,
} from './settings/generated';
export { formatProblem, type Problem } from './settings/problem';
export { synthesize } from './synthesize';
export { EGRESS_CONFIG, TENANT_ROLE } from './vocabulary';
