import { accessOf, directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, isReverseOnly, matchesAll } from '../_support';

export const rule: RuleDefinition = {
  title: 'Requests may pass a parent proxy by',
  severity: 'warning',
  why: 'By default Squid sends CONNECT and other requests that are not cached straight to the server (nonhierarchical_direct), and everything when the parent is down: partners see another address.',
  fix: 'never_direct allow all.',
  good: ['cache_peer 172.16.28.9 parent 3128 0 no-query default', 'never_direct allow all'],
  bad: ['cache_peer 172.16.28.9 parent 3128 0 no-query default'],
  check: (config) => {
    const always = accessOf(config, 'never_direct').some(
      ({ action, terms }) => action === 'allow' && terms.every(matchesAll),
    );
    if (always || isReverseOnly(config)) return [];
    return directivesOf(config, 'cache_peer')
      .filter(({ args }) => args[1]?.text === 'parent')
      .map((directive) => found(directive, `requests may pass ${directive.args[0]?.text} by`));
  },
};
