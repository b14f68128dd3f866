export * from './constructs';
export { EgressError, type ExitCode } from './errors';
export { Reconciliation, type ReconciliationProps, Source, type SourceProps } from './flux';
export { type LoadedSettings, loadModel, type SettingsFolders } from './model/load';
export type { Environment, EnvironmentModel, Model, Tenant, Workload } from './model/types';
export { type OutputFile, SYNTH_ROOTS, writeOutput } from './output';
export { defineEnvironment, type EnvironmentSettings as EnvironmentDefinition } from './settings/environment';
export { formatProblem, type Problem } from './settings/problem';
export { synthesize } from './synthesize';
