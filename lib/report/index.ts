export { reportData } from './data';
export { reportHtml } from './html';
export type { Control, Threat } from './types';
