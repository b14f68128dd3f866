import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Squid runs as root',
  why: 'Squid gives its rights up for cache_effective_user. With root there are none to give up, and a fault in parsing is a fault of the whole machine.',
  fix: 'Remove the line: packages set a user of their own (proxy).',
  good: ['cache_effective_user proxy'],
  bad: ['cache_effective_user root'],
  check: (config) => {
    const { place, value } = setting(config, 'cache_effective_user');
    return value === 'root' || value === '0' ? [found(place, 'Squid keeps all rights')] : [];
  },
};
