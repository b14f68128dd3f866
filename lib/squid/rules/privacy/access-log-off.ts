import { directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'Requests are not logged',
  why: 'There is no record of who connected where, what was denied, or which rule never matches.',
  fix: 'access_log stdio:/var/log/squid/access.log …; access_log none needs an ACL that names what is left out.',
  good: ['acl health src 172.16.28.5', 'access_log none health', 'access_log stdio:/var/log/squid/access.log squid'],
  bad: ['access_log none'],
  check: (config) => {
    const logs = directivesOf(config, 'access_log');
    // The first that matches without an ACL ends it only for `none`: each of the others writes for itself.
    const none = logs.find(({ args }) => args[0]?.text === 'none' && args.length === 1);
    const first = logs[0];
    if (none) return [found(none, 'access_log none: nothing is logged')];
    return first && logs.every(({ args }) => args[0]?.text === 'none')
      ? [found(first, 'no access_log writes anything')]
      : [];
  },
};
