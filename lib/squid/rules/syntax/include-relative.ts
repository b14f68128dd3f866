import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'An include without an absolute path',
  severity: 'warning',
  why: 'Squid looks it up from the folder that it was started in, not from that of squid.conf. What is read then depends on who starts it.',
  fix: 'include /etc/squid/conf.d/….',
  good: ['include /nonexistent/a.conf'],
  bad: ['include conf.d/a.conf'],
  check: (config) => problemsOf(config, 'include-relative').map((problem) => found(problem, problem.message)),
};
