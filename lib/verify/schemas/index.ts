export type { SchemaProblem } from './types';
export { formatSchemaProblem, validateObjects } from './validate-objects';
