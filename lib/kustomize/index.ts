export { isAmbiguous } from './_text';
export { build } from './build';
export { deletePatch, diffPatch } from './diff-patch';
export { filesOnDisk } from './disk';
export { configMapHash } from './hash';
export { describeObject, identity } from './identity';
export { type KustomizationProps, kustomization, literal, resourcePath } from './kustomization';
export { inBuildOrder } from './order';
export type { ConfigMapGenerator, FileSource, KubeObject, KustomizationFile, PatchFile } from './types';
