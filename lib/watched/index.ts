export { compareWatched } from './compare';
export type { MonitoringPlan } from './types';
