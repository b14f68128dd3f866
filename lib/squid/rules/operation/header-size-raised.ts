import { lastOf } from '../../config';
import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

const UNITS: Readonly<Record<string, number>> = { bytes: 1, KB: 1024, MB: 1024 ** 2, GB: 1024 ** 3 };
const DEFAULT = 64 * 1024;

export const rule: RuleDefinition = {
  title: 'Headers larger than Squid’s own limit',
  severity: 'warning',
  why: 'Squid holds a header in memory until it is whole, and ACLs and logs work on all of it. The default, 64 KB, is already generous.',
  fix: 'Remove request_header_max_size and reply_header_max_size.',
  good: ['request_header_max_size 32 KB'],
  bad: ['request_header_max_size 1 MB'],
  check: (config) =>
    ['request_header_max_size', 'reply_header_max_size'].flatMap((name) => {
      const directive = lastOf(config, name);
      const [size, unit] = directive?.args ?? [];
      const bytes = Number(size?.text ?? 0) * (UNITS[unit?.text ?? 'bytes'] ?? 1);
      return directive && bytes > DEFAULT
        ? [found(directive, `${name} is ${directive.rest}, the default is 64 KB`)]
        : [];
    }),
};
