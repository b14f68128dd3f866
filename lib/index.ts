export * from './constructs';
export { EgressError, type ExitCode } from './errors';
export { Reconciliation, type ReconciliationProps, Source, type SourceProps } from './flux';
export {
  type Finding,
  formatFindings,
  formatProblem,
  isFailure,
  PROBLEMS,
  type Problem,
  type Severity,
  type Suppression,
  toSarif,
} from './lint';
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
  Route,
  Tenant,
  Workload,
  WorkloadKind,
} from './model/types';
export type {
  Connection as PolicyConnection,
  Datapath,
  Decision as PolicyDecision,
  Endpoint as PolicyEndpoint,
  Enforcement as PolicyEnforcement,
} from './network-policy';
export { type OutputFile, SYNTH_ROOTS, writeOutput } from './output';
export type { Example, Rule, RuleDefinition } from './rules';
export { defineEnvironment } from './settings/define-environment';
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
export type { ParseOptions as ScanOptions, Rule as SquidRule } from './squid';
export { synthesize } from './synthesize';
export { decideConnection, rules, scan, squidRules, verify } from './verification';
export { EGRESS_CONFIG, TENANT_ROLE } from './vocabulary';
