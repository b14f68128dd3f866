export { judgeManifests } from './judge';
export { readManifests } from './manifests';
