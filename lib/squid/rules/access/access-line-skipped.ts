import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'Squid skips an access line',
  why: 'allow and deny are written in lower case and need at least one ACL. Squid logs an error for any other line and starts without it.',
  fix: 'Write the action, then at least one ACL: http_access deny all.',
  good: ['http_access deny all'],
  bad: ['http_access Deny all'],
  check: (config) =>
    problemsOf(config, 'access-skipped').map((problem) => found(problem, `Squid skips the line: ${problem.message}`)),
};
