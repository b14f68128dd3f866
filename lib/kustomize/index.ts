export { readDocuments } from './_read';
export { isAmbiguous } from './_text';
export { type Built, build, buildWithOrigins } from './build';
export { deletePatch, diffPatch } from './diff-patch';
export { filesOnDisk } from './disk';
export { describe, describeObject, groupOf, identity, objectKey } from './identity';
export { kustomization, literal, resourcePath } from './kustomization';
export { inBuildOrder } from './order';
export type { ConfigMapGenerator, FileSource, KubeObject, KustomizationFile } from './types';
