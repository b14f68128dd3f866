export { git } from './_git';
export { environmentsOf } from './cluster';
export { sideOnDisk } from './disk';
export { MARKER, printMarkdown } from './markdown';
export { ofTenant, planBetween, planChanges, sideOfOutput } from './plan';
export { isEmpty, printPlans } from './print';
export { sideOfRevision } from './revision';
export { inOrder, planSentences, type Sentence } from './sentences';
export type { EnvironmentPlan, ExtraPlan, FieldChange, ObjectPlan, Side } from './types';
