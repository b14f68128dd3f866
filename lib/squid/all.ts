import { discoverRules } from '../lint';
import type { Rule } from './rule';

/**
 * All rules, sorted by id: one file each, in the folder of its subject. All can be suppressed: who writes a squid.conf
 * decides what it is for, and `check` compares the rendered ones byte by byte.
 */
export const RULES: readonly Rule[] = discoverRules<Rule>('squid/rules').map((rule) => ({
  ...rule,
  suppressible: true,
}));
