export { refuseObjectCollisions, type WrittenObject } from './collisions';
export { type Drift, driftOf } from './drift';
export type { OutputFile, Replaceable } from './file';
export { requireFolder } from './folder';
export { inspect, sourceOf, stamp, withoutHeader } from './header';
export { withLock } from './lock';
export { planWrite, SCHEMA_ROOTS, SYNTH_ROOTS } from './plan';
export type { WritePlan } from './types';
export { writeOutput } from './write';
