import { accessOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, isReverseOnly, matchesAll, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'http_access allow all',
  why: 'Every request that no line above denies passes, from any source to any host. If a line above is lost, misspelt or moved below, the proxy is open.',
  fix: 'Name who may pass (http_access allow tenant_src allowed_sites), and end with http_access deny all.',
  good: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  bad: ['http_access allow all'],
  check: (config) =>
    (isReverseOnly(config) ? [] : accessOf(config))
      .filter(({ action, terms }) => action === 'allow' && terms.every(matchesAll))
      .map((line) => found(line, `${written(line)} lets pass whatever no line above it denies`)),
};
