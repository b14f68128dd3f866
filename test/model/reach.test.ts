import { problemTests } from '../support/problem-cases';

// What is reached directly, and who reaches the tenant: what is wrong, what of client-b.yaml is replaced by what, and what is printed.
problemTests([
  [
    'a public range',
    '172.16.44.0/28',
    '8.8.8.0/24',
    ['22:9 egress.private[0].cidr: 8.8.8.0/24 is not private: what is public goes through the proxy'],
  ],
  [
    'a range that holds the proxy',
    '172.16.44.0/28',
    '172.16.28.0/24',
    [
      '22:9 egress.private[0].cidr: 172.16.28.0/24 holds 172.16.28.20, a node of its own (nodePool.sources), in development and production; name the range of what is meant alone',
      '22:9 egress.private[0].cidr: warning: 172.16.28.0/24 overlaps 172.16.28.0/22, the private network of development and production: if a node or another machine has an address in it, the tenant’s pods reach that machine [private-range-in-network]',
    ],
  ],
  [
    'a range of pods',
    '172.16.44.0/28',
    '100.64.0.0/16',
    [
      '22:9 egress.private[0].cidr: 100.64.0.0/16 is inside 100.64.0.0/15, the range of the pods of development and production; name the range of what is meant alone',
      '22:9 egress.private[0].cidr: warning: 100.64.0.0/16 has 65536 addresses (expected a /24 or smaller); name the range of what is meant alone [private-range-wide]',
    ],
  ],
  [
    'a range of services',
    '172.16.44.0/28',
    '10.0.0.0/8',
    [
      '22:9 egress.private[0].cidr: 10.0.0.0/8 holds 10.32.0.0/20, the range of the services of development and production; name the range of what is meant alone',
      '22:9 egress.private[0].cidr: warning: 10.0.0.0/8 has 16777216 addresses (expected a /24 or smaller); name the range of what is meant alone [private-range-wide]',
    ],
  ],
  [
    'an address for a range',
    '172.16.44.0/28',
    '172.16.30.1',
    ['22:9 egress.private[0].cidr: 172.16.30.1 is an address, not a range; did you mean 172.16.30.1/32?'],
  ],
  [
    'everything',
    '172.16.44.0/28',
    '0.0.0.0/0',
    ['22:9 egress.private[0].cidr: 0.0.0.0/0 is not private: what is public goes through the proxy'],
  ],
  [
    'metadata',
    '172.16.44.0/28',
    '169.254.42.42/32',
    ['22:9 egress.private[0].cidr: 169.254.42.42/32 is not private: what is public goes through the proxy'],
  ],
  [
    'a range twice',
    '    - { cidr: 172.16.44.0/28, ports: [5432] }',
    '    - { cidr: 172.16.44.0/28, ports: [5432] }\n    - { cidr: 172.16.44.0/28, ports: [6379] }',
    ['23:7 egress.private[1]: is the same range as entry 1 of this list; remove one'],
  ],
  [
    'a range without ports',
    '{ cidr: 172.16.44.0/28, ports: [5432] }',
    '{ cidr: 172.16.44.0/28 }',
    ['22:7 egress.private[0].ports: is missing: TCP ports'],
  ],
  [
    'the tenant’s own namespace',
    'namespace: ingress-nginx',
    'namespace: client-b-demo',
    [
      '25:9 ingress.from[0].namespace: client-b-demo is the tenant’s own namespace, which may always connect; remove it',
    ],
  ],
  [
    'a namespace that is none',
    'namespace: ingress-nginx',
    'namespace: Ingress',
    [
      '25:9 ingress.from[0].namespace: Ingress is not a valid DNS label (a-z, 0-9, and dashes inside); did you mean ingress?',
    ],
  ],
  [
    'a namespace twice',
    '    - { namespace: ingress-nginx, ports: [8080] }',
    '    - { namespace: ingress-nginx, ports: [8080] }\n    - { namespace: ingress-nginx, ports: [8081] }',
    ['26:7 ingress.from[1]: is the same source as entry 1 of this list; remove one'],
  ],
]);
