export { Memory } from './memory';
export type * from './types';
