import type { RuleDefinition } from '../../rule';
import { admittingTerms, found } from '../_support';

export const rule: RuleDefinition = {
  title: 'A reverse lookup decides who is let in',
  why: 'srcdomain and srcdom_regex match the name that the owner of the client’s address has put into DNS. The owner can set any name, and each request waits for the lookup.',
  fix: 'Let clients in by address (src) or by certificate (user_cert).',
  good: ['acl tenant_src src 172.16.28.20', 'http_access allow tenant_src', 'http_access deny all'],
  bad: ['acl tenant srcdomain .internal.example', 'http_access allow tenant', 'http_access deny all'],
  check: (config) =>
    admittingTerms(config, 'srcdomain', 'srcdom_regex').map(({ token, acl }) =>
      found(token, `${acl?.name} allows every client whose address resolves to a matching name`),
    ),
};
