export { placeText } from './advice';
export { asRendered } from './as-rendered';
export { type ExpectationResult, expectationResults } from './expectations';
export { explain } from './explain';
export { compareReach, type Reach, type ReachChange, type Row as ReachRow, reachOf } from './reach';
export type { Explanation, Hop, Places, Verdict, Way } from './types';
export { sourcesOf } from './vm';
export { changeSentences, differenceSentences, type ReachSentence } from './words';
export { machineFile, type World, worldOf, worldsOf } from './world';
