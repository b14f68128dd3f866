export { RULES } from './all';
export { catalogue } from './catalogue';
export type { Example, Rule, RuleDefinition } from './rule';
export { type LocateSetting, verify } from './verify';
