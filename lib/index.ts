export { EgressError } from './errors';
export * from './model';
export * from './settings';
