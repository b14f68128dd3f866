import type { RuleDefinition } from '../../rule';
import { found } from '../_support';
import { domainOverlaps } from './_domain-overlaps';

export const rule: RuleDefinition = {
  title: 'A domain that another one of its list contains',
  severity: 'warning',
  why: 'The narrower one has no effect, so that removing it later denies nothing.',
  fix: 'Remove the narrower one, or the wider if that was not meant.',
  good: ['acl sites dstdomain -n .example.com'],
  bad: ['acl sites dstdomain -n .example.com www.example.com'],
  check: (config) =>
    domainOverlaps(config)
      .filter(({ refused }) => !refused || config.version >= 7)
      .map(({ token, other }) => found(token, `${token.text} and ${other.text} overlap`)),
};
