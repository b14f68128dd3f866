export { type LoadedSettings, loadModel } from './load';
export type * from './types';
