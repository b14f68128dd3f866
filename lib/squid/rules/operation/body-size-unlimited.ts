import type { RuleDefinition } from '../../rule';
import { found, setting } from '../_support';

export const rule: RuleDefinition = {
  title: 'Request bodies of any size',
  severity: 'warning',
  why: 'Without a limit one plain request may carry a whole database out.',
  fix: 'request_body_max_size 64 MB (by what partners take); tunnels are not limited by it.',
  good: ['request_body_max_size 64 MB'],
  bad: ['request_body_max_size 0'],
  check: (config) => {
    const { place, value } = setting(config, 'request_body_max_size');
    return value === undefined || Number(value) > 0
      ? []
      : [found(place, `request_body_max_size ${value} sets no limit`)];
  },
};
