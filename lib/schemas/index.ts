export type { SchemaProblem } from './types';
export { formatSchemaProblem, UNKNOWN_KIND, validateObjects } from './validate-objects';
