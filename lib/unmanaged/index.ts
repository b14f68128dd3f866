export { readDocuments } from './documents';
export { type UnmanagedFile, unmanagedFiles } from './files';
export { judgeKustomization } from './flux-system/kustomization';
export { judgeUnmanaged } from './judge';
export { asObject } from './manifests';
export { placeOf } from './place';
export type { Judgement, UnmanagedProblem } from './types';
