import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'Squid reads this line differently than intended, or not at all',
  why: 'Conditions without an end, quotes that nothing closes, and continuations that join two words or do not continue: some stop Squid, the others silently change a rule.',
  fix: 'Write one directive on one line, and end each if with an endif.',
  good: ['http_access deny all'],
  bad: ['http_access deny\\', '  all'],
  check: (config) => problemsOf(config, 'syntax').map((problem) => found(problem, problem.message)),
};
