import type { RuleDefinition } from '../../rule';
import { reachable } from './_destinations';

export const rule: RuleDefinition = {
  title: 'Private IPv4 ranges can be reached through the proxy',
  why: 'The proxy stands in the private network, so it reaches what its clients must not: other tenants’ pods and nodes, databases, the machine itself. An allowed name may resolve to such an address.',
  fix: 'acl to_private dst 0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4, and http_access deny to_private above every allow.',
  good: [
    'acl tenant_src src 172.16.28.20',
    'acl to_private dst 0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4',
    'http_access deny to_private',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  bad: [
    'acl tenant_src src 172.16.28.20',
    'http_access deny to_localhost',
    'http_access allow tenant_src',
    'http_access deny all',
  ],
  check: (config) =>
    reachable(config, [
      ['0.0.0.0/8', '0.1.2.3'],
      ['10.0.0.0/8', '10.99.88.77'],
      ['100.64.0.0/10', '100.65.66.67'],
      ['127.0.0.0/8', '127.0.0.1'],
      ['172.16.0.0/12', '172.20.99.88'],
      ['192.0.0.0/24', '192.0.0.8'],
      ['192.168.0.0/16', '192.168.99.88'],
      ['198.18.0.0/15', '198.18.99.88'],
      ['224.0.0.0/4', '239.1.2.3'],
      ['240.0.0.0/4', '250.1.2.3'],
    ]),
};
