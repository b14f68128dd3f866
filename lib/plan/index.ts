export type { MonitoringPlan } from '../watched';
export { git } from './_git';
export { isCompared } from './_manifests';
export { addressLine } from './_public-addresses';
export { environmentsOf } from './cluster';
export { labelOf, sideOnDisk } from './disk';
export { ofTenant, planBetween, planChanges, sideOfOutput } from './plan';
export { isEmpty, printPlans } from './print';
export { differencesOf, sideOfRevision } from './revision';
export type {
  AddressPlan,
  EnvironmentPlan,
  ExtraPlan,
  FieldChange,
  InfraPlan,
  ObjectPlan,
  Side,
} from './types';
