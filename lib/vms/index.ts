export { inParallel } from './in-parallel';
export { type Counts, type Outcome, rollOut } from './roll-out';
export { type Output, onVm, runProgram } from './ssh';
export { statusOf, type VmStatus } from './status';
export { type Vm, vmsOf } from './targets';
