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
export type { Environment, EnvironmentModel, Model, Tenant, Workload } from './model/types';
export { type OutputFile, SYNTH_ROOTS, writeOutput } from './output';
export type { Example, Rule, RuleDefinition } from './rules';
export { defineEnvironment, type EnvironmentSettings as EnvironmentDefinition } from './settings/environment';
export type { ParseOptions as ScanOptions, Rule as SquidRule } from './squid';
export { synthesize } from './synthesize';
export { rules, scan, squidRules, verify } from './verification';
