export type { Context } from './_rendered';
export { RULES } from './all';
export { catalogue } from './catalogue';
export type { Example, Found, Rule, RuleDefinition, Step } from './rule';
export { type LocateSetting, verify } from './verify';
