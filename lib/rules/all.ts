import { discoverRules } from '../lint';
import type { Rule } from './rule';

/** All rules, sorted by id: one file each, in the folder of its subject. */
export const RULES = discoverRules<Rule>('rules');
