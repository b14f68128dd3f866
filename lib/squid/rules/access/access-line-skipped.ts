import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'An access line that Squid skips',
  why: 'allow and deny are in lower case and have to name an ACL. Of another line Squid complains in its log, and starts without it.',
  fix: 'http_access deny all: the action, then one ACL at least.',
  good: ['http_access deny all'],
  bad: ['http_access Deny all'],
  check: (config) =>
    problemsOf(config, 'access-skipped').map((problem) => found(problem, `Squid skips the line: ${problem.message}`)),
};
