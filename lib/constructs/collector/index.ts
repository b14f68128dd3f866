export { LogCollector } from './log-collector';
export type { LogCollectorProps } from './types';
