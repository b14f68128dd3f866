export { git } from './_git';
export { environmentsOf } from './cluster';
export { sideOnDisk } from './disk';
export { ofTenant, planBetween, planChanges, sideOfOutput } from './plan';
export { isEmpty, printPlans } from './print';
export { sideOfRevision } from './revision';
export type { EnvironmentPlan, ExtraPlan, FieldChange, ObjectPlan, Side } from './types';
