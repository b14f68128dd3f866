import { directivesOf } from '../../config';
import { ACL_TYPES, isKnownType } from '../../parser/acl-types';
import type { RuleDefinition } from '../../rule';
import { didYouMean } from '../_nearest';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'An ACL type that this version does not know',
  why: 'Squid does not start with it. Squid 7 removed ident.',
  fix: 'Correct the type.',
  good: ['acl sites dstdomain -n .example.com'],
  bad: ['acl sites dstdomains .example.com'],
  check: (config) =>
    directivesOf(config, 'acl').flatMap(({ args: [, type] }) =>
      type && (type.kind === 'list' || !isKnownType(type.text, config.version))
        ? [found(type, `Squid ${config.version} knows no ACL type ${type.text}${didYouMean(type.text, ACL_TYPES)}`)]
        : [],
    ),
};
