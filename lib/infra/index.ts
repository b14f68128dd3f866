export { type AppliedChange, type AppliedOutputs, applyOutputs } from './apply-outputs';
export { OUTPUT, readOutputs, type TenantOutput } from './outputs';
export { labelTag, taintTag } from './pool-tags';
export { resourceName, tenantOfResource } from './resource-names';
export { terraform } from './terraform';
