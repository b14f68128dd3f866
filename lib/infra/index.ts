export { labelTag, taintTag } from './pool-tags';
export { OUTPUT, terraform } from './terraform';
