export { asRendered } from './as-rendered';
export { type ExpectationResult, expectationResults } from './expectations';
export { explain } from './explain';
export { compareReach, type Reach, type ReachChange, type Row as ReachRow, reachOf } from './reach';
export type { Explanation, Hop, Places, Way } from './types';
export { type World, worldOf } from './world';
