export * from './constructs';
export { EgressError, type ExitCode } from './errors';
export { Reconciliation, type ReconciliationProps, Source, type SourceProps } from './flux';
export { formatProblem, type Problem } from './lint';
export { type LoadedSettings, loadModel, type SettingsFolders } from './model/load';
export type { Environment, EnvironmentModel, Model, Tenant, Workload } from './model/types';
export { type OutputFile, SYNTH_ROOTS, writeOutput } from './output';
export { defineEnvironment, type EnvironmentSettings as EnvironmentDefinition } from './settings/environment';
export { synthesize } from './synthesize';
