export { RULES } from './all';
export { catalogue } from './catalogue';
export { formatFindings } from './format';
export type { Context } from './rendered';
export type { Example, Finding, Found, Rule, Severity, Step } from './rule';
export { verify } from './verify';
