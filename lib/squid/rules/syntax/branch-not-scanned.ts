import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'A branch that was not scanned',
  severity: 'note',
  why: 'Conditions are taken as the first worker takes them. What another worker reads was not looked at.',
  fix: 'Give all workers the same access rules, outside of conditions.',
  good: ['if true', 'http_access deny all', 'endif'],
  bad: ['if ${process_number} = 2', 'http_access allow all', 'endif'],
  check: (config) => problemsOf(config, 'branch-skipped').map((problem) => found(problem, problem.message)),
};
