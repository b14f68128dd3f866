import { lastOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'Debugging is on',
  severity: 'warning',
  why: 'From level 2 on, cache.log contains requests with all of their headers; from level 5 on, it fills disks.',
  fix: 'Set debug_options ALL,1, or remove the line.',
  good: ['debug_options ALL,1'],
  bad: ['debug_options ALL,1 11,2'],
  check: (config) => {
    const directive = lastOf(config, 'debug_options');
    const loud = directive?.args.filter(({ text }) => Number(text.match(/^(?:ALL|\d+),(\d+)$/i)?.[1] ?? 0) > 1) ?? [];
    return directive && loud.length > 0
      ? [found(directive, `cache.log is written at ${loud.map(({ text }) => text).join(' ')}`)]
      : [];
  },
};
