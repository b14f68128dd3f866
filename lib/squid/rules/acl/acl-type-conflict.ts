import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';

export const rule: RuleDefinition = {
  title: 'One ACL, two types',
  why: 'Lines of one name add up, so they need one type; Squid does not start otherwise. Names that differ only in case are the same name.',
  fix: 'Give the second one another name, and join the two with any-of.',
  good: ['acl a src 172.16.28.20', 'acl b dst 192.0.2.1'],
  bad: ['acl a src 172.16.28.20', 'acl A dst 192.0.2.1'],
  check: (config) => problemsOf(config, 'acl-conflict').map((problem) => found(problem, problem.message)),
};
