import type { RuleDefinition } from '../../rule';
import { found } from '../_support';
import { addsTo } from './_builtins';

export const rule: RuleDefinition = {
  title: 'A predefined ACL is extended',
  why: 'Lines of one name add up, with Squid’s own too: localhost with another range gives that range what localhost may do, the cache manager included. Names are not case-sensitive.',
  fix: 'Give it a name of its own.',
  good: ['acl tenant_src src 172.16.28.0/22'],
  bad: ['acl localhost src 172.16.28.0/22'],
  check: (config) =>
    [...config.acls.values()]
      .filter(({ builtin }) => builtin)
      .flatMap((acl) => acl.lines.map((line) => ({ acl, line, added: addsTo(acl, line) })))
      .filter(({ added }) => added.length > 0)
      .map(({ acl, line, added }) => found(line, `${acl.name} is predefined, and now matches ${added.join(', ')} too`)),
};
