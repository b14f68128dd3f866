export { applyWrite } from './apply';
export { refuseObjectCollisions, refusePathCollisions, type WrittenObject } from './collisions';
export { describeConflict, refuseConflicts } from './conflicts';
export { type Drift, driftOf } from './drift';
export type { OutputFile, Replaceable } from './file';
export { requireFolder } from './folder';
export { inspect, type Ownership, sourceOf, stamp, withoutHeader } from './header';
export { withLock } from './lock';
export {
  type Conflict,
  type LeftAlone,
  type PlannedFile,
  planWrite,
  SCHEMA_ROOTS,
  SYNTH_ROOTS,
  type WriteOptions,
  type WritePlan,
} from './plan';
export { writeOutput } from './write';
