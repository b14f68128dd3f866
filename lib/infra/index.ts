export { applyOutputs } from './apply-outputs';
export { labelTag, taintTag } from './pool-tags';
export { resourceName, tenantOfResource } from './resource-names';
export { terraform } from './terraform';
