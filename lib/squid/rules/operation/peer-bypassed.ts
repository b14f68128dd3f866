import { type AccessLine, accessOf, type Config, directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, isReverseOnly, matchesAll } from '../_support';

export const rule: RuleDefinition = {
  title: 'Requests may bypass a parent proxy',
  severity: 'warning',
  why: 'By default Squid sends CONNECT and other requests that are not cached straight to the server (nonhierarchical_direct), and everything when the parent is down: partners see another address.',
  fix: 'never_direct allow all, or with the ACLs by which cache_peer_access lets requests go to the parent.',
  good: ['cache_peer 172.16.28.9 parent 3128 0 no-query default', 'never_direct allow all'],
  bad: ['cache_peer 172.16.28.9 parent 3128 0 no-query default'],
  check: (config) => {
    const always = accessOf(config, 'never_direct').some(
      ({ action, terms }) => action === 'allow' && terms.every(matchesAll),
    );
    if (always || isReverseOnly(config)) return [];
    return directivesOf(config, 'cache_peer')
      .filter(({ args }) => args[1]?.text === 'parent' && !isOnlyWay(config, nameOf(args.map(({ text }) => text))))
      .map((directive) => found(directive, `requests may pass ${directive.args[0]?.text} by`));
  },
};

function nameOf([host = '', ...options]: readonly string[]): string {
  return options.find((option) => option.startsWith('name='))?.slice(5) ?? host;
}

/** Whether what may go to the parent may go by no other way: never_direct has the same lines, and the rest is denied. */
function isOnlyWay(config: Config, peer: string): boolean {
  const lines = directivesOf(config, 'cache_peer_access').filter(({ args }) => args[0]?.text === peer);
  const allowed = lines.filter(({ args }) => args[1]?.text === 'allow');
  const bound = accessOf(config, 'never_direct').filter(({ action }) => action === 'allow');
  const last = lines.at(-1)?.args.map(({ text }) => text);
  return (
    allowed.length > 0 &&
    last?.slice(1).join(' ') === 'deny all' &&
    allowed.every(({ args }) =>
      bound.some(
        (line) =>
          terms(line) ===
          args
            .slice(2)
            .map(({ text }) => text)
            .join(' '),
      ),
    )
  );
}

function terms({ directive: { args } }: AccessLine): string {
  return args
    .slice(1)
    .map(({ text }) => text)
    .join(' ');
}
