import type { RuleDefinition } from '../../rule';
import { found } from '../_support';
import { domainOverlaps } from './_domain-overlaps';

export const rule: RuleDefinition = {
  title: 'A domain that swallows an earlier one of its list',
  why: 'Before Squid 7 a list of domains must not have a host or domain above the one that contains it, nor a domain together with its own name: Squid does not start.',
  fix: 'Remove the narrower one.',
  good: ['acl sites dstdomain -n .example.com'],
  bad: ['acl sites dstdomain -n www.example.com .example.com'],
  check: (config) =>
    config.version >= 7
      ? []
      : domainOverlaps(config)
          .filter(({ refused }) => refused)
          .map(({ token, other }) => found(token, `Squid ${config.version} refuses ${token.text} after ${other.text}`)),
};
