import { accessOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, matchesAll, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'http_access does not end with deny all',
  why: 'If no line matches, Squid does the opposite of the last one. After a deny that is allow; after an allow it is deny, until another line is appended.',
  fix: 'End with http_access deny all.',
  good: ['acl sites dstdomain -n .example.com', 'http_access allow sites', 'http_access deny all'],
  bad: ['acl bad dstdomain -n .bad.example', 'http_access deny bad'],
  check: (config) => {
    const last = accessOf(config).at(-1);
    // After a line that matches everything, nothing is left.
    if (!last || last.terms.every(matchesAll)) return [];
    const opposite = last.action === 'deny' ? 'allowed' : 'denied';
    return [found(last, `${written(last)} is the last line: what no line matches is ${opposite}`)];
  },
};
