import type { RuleDefinition } from '../../rule';
import { reachable } from './_destinations';

export const rule: RuleDefinition = {
  title: 'The cloud’s metadata service can be reached through the proxy',
  why: 'It answers the proxy’s machine with its user data and credentials. The predefined to_linklocal covers 169.254.0.0/16 and fe80::/10, but not fd00:42::42 (Scaleway), fd00:ec2::254 (AWS) or 100.100.100.200 (Alibaba).',
  fix: 'Add 169.254.0.0/16, 100.64.0.0/10 and fc00::/7 to what is denied above every allow.',
  good: [
    'acl tenant_src src 172.16.28.20',
    'acl to_metadata dst 169.254.0.0/16 100.64.0.0/10 fc00::/7 fe80::/10',
    'http_access deny to_metadata',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: [
    'acl tenant_src src 172.16.28.20',
    'http_access deny to_linklocal',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  check: (config) =>
    reachable(config, [
      ['169.254.169.254', '169.254.169.254'],
      ['169.254.42.42', '169.254.42.42'],
      ['fd00:42::42', 'fd00:42::42'],
      ['fd00:ec2::254', 'fd00:ec2::254'],
      ['100.100.100.200', '100.100.100.200'],
    ]),
};
