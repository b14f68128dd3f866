export type { Context } from './_rendered';
export { RULES } from './all';
export { catalogue } from './catalogue';
export type { Example, Found, Rule, RuleDefinition, Step } from './rule';
export { verify } from './verify';
