export { formatSchemaProblem, UNKNOWN_KIND, validateObjects } from './validate-objects';
