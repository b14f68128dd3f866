import type { RuleDefinition } from '../../rule';
import { found } from '../_support';

export const rule: RuleDefinition = {
  title: 'to_linklocal before Squid 5.8',
  why: 'Squid predefines to_linklocal since 5.8 and 6. Debian 12’s 5.7 stops with “ACL not found”.',
  fix: 'Define an ACL of another name with 169.254.0.0/16 and fe80::/10, which every version reads.',
  good: ['acl to_private dst 169.254.0.0/16 fe80::/10', 'http_access deny to_private', 'http_access deny all'],
  bad: ['http_access deny to_linklocal', 'http_access deny all'],
  examples: { version: 5 },
  check: ({ references, version }) =>
    references
      .filter(({ name, acl }) => version < 6 && name === 'to_linklocal' && !acl)
      .map(({ token }) => found(token, 'Squid 5.7 does not know to_linklocal and does not start')),
};
