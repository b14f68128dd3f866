export { environmentsOf } from './cluster';
export { sideOnDisk } from './disk';
export { ofTenant, planBetween, planChanges, sideOfOutput } from './plan';
export { isEmpty, type PrintOptions, printPlans } from './print';
export { sideOfRevision } from './revision';
export type {
  BlockPlan,
  EnvironmentPlan,
  ExtraPlan,
  FieldChange,
  InfraPlan,
  MachineFile,
  MachinePlan,
  ObjectPlan,
  ObjectRef,
  Rollout,
  Side,
} from './types';
