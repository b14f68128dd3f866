import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'A list that was not read',
  severity: 'warning',
  why: 'Squid starts without it: the ACL is empty and never matches, so a deny denies nothing. Here it was taken to hold anything.',
  fix: 'Put the file there; quotes always mean a file, unless configuration_includes_quoted_values is on. In a repository it may be in the folder of the squid.conf. Lists elsewhere are read below --root only.',
  good: ['acl sites dstdomain -n .example.com'],
  bad: ['acl sites dstdomain -n "/nonexistent/sites.txt"'],
  check: (config) => problemsOf(config, 'list-missing').map((problem) => found(problem, problem.message)),
};
