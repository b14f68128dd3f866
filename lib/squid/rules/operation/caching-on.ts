import { accessOf, directivesOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found, matchesAll, written } from '../_support';

export const rule: RuleDefinition = {
  title: 'Answers are cached',
  severity: 'warning',
  why: 'Squid keeps 256 MB of answers in memory by default: what partners sent stays on the machine, is served again, and most of Squid’s vulnerabilities were in parsing and storing answers.',
  fix: 'cache deny all, and no cache_dir.',
  good: ['cache deny all'],
  bad: ['cache_dir ufs /var/spool/squid 100 16 256'],
  check: (config) => {
    const [first] = accessOf(config, 'cache');
    if (first?.action === 'deny' && first.terms.every(matchesAll)) return [];
    const [folder] = directivesOf(config, 'cache_dir');
    if (first) return [found(first, `${written(first)} leaves the rest cached`)];
    return folder ? [found(folder, 'answers are kept on disk')] : [];
  },
};
