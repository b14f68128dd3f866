import type { RuleDefinition } from '../../rule';
import { found, problemsOf } from '../_support';
import { addsTo } from './_builtins';

export const rule: RuleDefinition = {
  title: 'A predefined ACL is defined again',
  severity: 'warning',
  why: 'The line is from Squid 3 or older. Squid ignores it or logs an error, but readers take it for the definition.',
  fix: 'Remove the line.',
  good: ['http_access allow localhost manager', 'http_access deny manager', 'http_access deny all'],
  bad: ['acl manager proto cache_object'],
  check: (config) => [
    ...problemsOf(config, 'acl-ignored').map((problem) =>
      found(problem, `${problem.message} is predefined: Squid ignores this line`),
    ),
    ...[...config.acls.values()]
      .filter(({ builtin }) => builtin)
      .flatMap((acl) => acl.lines.filter((line) => addsTo(acl, line).length === 0).map((line) => ({ acl, line })))
      .map(({ acl, line }) => found(line, `${acl.name} is predefined, and this adds nothing`)),
  ],
};
