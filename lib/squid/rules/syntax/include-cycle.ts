import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'Includes form a cycle, or nest too deeply',
  why: 'Squid reads sixteen levels of includes and then stops.',
  fix: 'Include each file once, from squid.conf.',
  good: ['http_access deny all'],
  bad: ['include squid.conf'],
  check: (config) => problemsOf(config, 'include-cycle').map((problem) => found(problem, problem.message)),
};
