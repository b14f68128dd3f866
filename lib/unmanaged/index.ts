export { type UnmanagedFile, unmanagedFiles } from './files';
export { judgeUnmanaged } from './judge';
export { placeOf } from './place';
export type { Judgement, UnmanagedObject, UnmanagedProblem } from './types';
