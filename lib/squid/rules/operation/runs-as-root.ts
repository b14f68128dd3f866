import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Squid runs as root',
  why: 'Squid drops its privileges to cache_effective_user. With root there is nothing to drop, and a parsing bug can take over the whole machine.',
  fix: 'Remove the line: packages set a user of their own (proxy).',
  good: ['cache_effective_user proxy'],
  bad: ['cache_effective_user root'],
  check: (config) => {
    const { place, value } = setting(config, 'cache_effective_user');
    return value === 'root' || value === '0' ? [found(place, 'Squid keeps all rights')] : [];
  },
};
