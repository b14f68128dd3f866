export { type Outcome, rollOut } from './roll-out';
export { runProgram } from './ssh';
export { statusOf, type VmStatus } from './status';
export { type Vm, vmsOf } from './targets';
