import type { RuleDefinition } from '../../rule';
import { reachable } from './_destinations';

export const rule: RuleDefinition = {
  title: 'Private or translated IPv6 ranges can be reached through the proxy',
  why: 'A list of IPv4 ranges does not cover IPv6: unique local and link-local addresses are private too, and NAT64, 6to4 and Teredo addresses carry an IPv4 address within them.',
  fix: 'Add ::1/128 ::/128 fc00::/7 fe80::/10 64:ff9b::/96 2002::/16 2001::/32 to what is denied above every allow.',
  good: [
    'acl tenant_src src 172.16.28.20',
    'acl to_private dst ::1/128 ::/128 fc00::/7 fe80::/10 64:ff9b::/96 2002::/16 2001::/32',
    'http_access deny to_private',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: [
    'acl tenant_src src 172.16.28.20',
    'acl to_private dst 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16',
    'http_access deny to_private',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  check: (config) =>
    reachable(config, [
      ['::1/128', '::1'],
      ['::/128', '::'],
      ['fc00::/7', 'fd12:3456::1'],
      ['fe80::/10', 'fe80::1'],
      ['64:ff9b::/96', '64:ff9b::a00:1'],
      ['2002::/16', '2002:a00:1::1'],
      ['2001::/32', '2001::1'],
    ]),
};
