import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Via is off',
  severity: 'warning',
  why: 'HTTP requires it, and Squid uses it to detect forwarding loops; without it a loop runs until connections run out.',
  fix: 'Remove via off, unless a partner refuses requests that have a Via header.',
  good: ['via on'],
  bad: ['via off'],
  check: (config) => {
    const { place, value } = setting(config, 'via');
    return value === 'off' ? [found(place, 'loops are not noticed')] : [];
  },
};
