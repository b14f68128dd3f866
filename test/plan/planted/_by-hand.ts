/** A generated file that was edited by hand, and what writing it again opens (`+`) and closes (`-`). */
type Edited = readonly [name: string, file: string, from: string, to: string, expected: readonly string[]];

const PROXY = 'dist/infra/development/client-a/squid-a';
const GUARDRAILS = (tenant: string) => `dist/base/${tenant}/guardrails`;

export const BY_HAND: readonly Edited[] = [
  [
    // Squid would let tunnels pass, too; the name inside TLS is in no list.
    'a host in a list',
    `${PROXY}/allow.txt`,
    'ifconfig.me\n',
    'ifconfig.me\nevil.example\n',
    ['- client-a may no longer reach evil.example on 80 and 443 for plain HTTP'],
  ],
  [
    'a host less in a list',
    `${PROXY}/allow.txt`,
    'ifconfig.me\n',
    '',
    ['+ client-a may now reach ifconfig.me on 443 (and 80 for plain HTTP)'],
  ],
  [
    // Only what a list allows goes through the second hop, which compares names.
    'a rule of Squid that allows everything',
    `${PROXY}/squid.conf`,
    'http_access deny to_private because_private\n',
    'http_access deny to_private because_private\nhttp_access allow tenant\n',
    [
      '- client-a may no longer reach any host (except .example.com and ifconfig.me) and any public address in place of a host on 443 (and 80 for plain HTTP)',
      '- client-a may no longer reach api.partner.example on 8443 with any name inside TLS',
    ],
  ],
  [
    'a rule of Squid that the firewall repeats',
    `${PROXY}/squid.conf`,
    'http_access deny to_private because_private\n',
    '',
    [],
  ],
  [
    'names inside TLS that are not compared',
    `${PROXY}/squid.conf`,
    'ssl_bump terminate all because_sni\n',
    'ssl_bump splice all\n',
    [
      '- client-a may no longer reach .example.com and ifconfig.me on 443, and api.partner.example on 8443 with any name inside TLS',
    ],
  ],
  ['a comment in squid.conf', `${PROXY}/squid.conf`, 'acl web_scheme', '# A comment.\nacl web_scheme', []],
  [
    'a port less in the firewall',
    `${PROXY}/nftables.conf`,
    'tcp dport { 80, 443, 8443 } accept',
    'tcp dport { 80, 443 } accept',
    ['+ client-a may now reach api.partner.example on 8443'],
  ],
  [
    'a network policy that another policy overrules',
    `${GUARDRAILS('client-a')}/networkpolicy-allow-egress-proxy.yaml`,
    '172.16.28.8/32',
    '0.0.0.0/0',
    [],
  ],
  [
    'a network policy that isolates no more, where others do',
    `${GUARDRAILS('client-a')}/networkpolicy-default-deny.yaml`,
    '    - Egress\n    - Ingress\n',
    '    - Egress\n',
    [],
  ],
  [
    'a namespace in a network policy',
    `${GUARDRAILS('client-a')}/networkpolicy-allow-same-namespace.yaml`,
    '  ingress:\n    - from:\n',
    '  ingress:\n    - from:\n        - namespaceSelector:\n            matchLabels:\n              kubernetes.io/metadata.name: evil\n',
    ['- pods of evil may no longer connect to client-a on any port'],
  ],
  [
    'a port in a network policy',
    `${GUARDRAILS('client-b')}/networkpolicy-allow-ingress.yaml`,
    'port: 8080',
    'port: 8081',
    [
      '+ pods of ingress-nginx may now connect to client-b on TCP 8080',
      '- pods of ingress-nginx may no longer connect to client-b on TCP 8081',
    ],
  ],
  [
    'a network policy of Calico that refuses the proxy',
    'dist/overlays/development/client-a/guardrails/globalnetworkpolicy-default.egress-tenant-client-a.yaml',
    '          - 100.64.0.0/15\n          - 172.16.28.8/32\n',
    '          - 100.64.0.0/15\n',
    [
      '+ client-a may now reach .example.com (except bad.example.com) and ifconfig.me on 443 (and 80 for plain HTTP), and api.partner.example on 8443',
      '+ client-a may now connect directly to its proxy squid-a (172.16.28.8) on TCP 3128',
    ],
  ],
  [
    'a gateway that may connect to one of two proxies',
    `${GUARDRAILS('client-b')}/networkpolicy-gateway-allow-proxies.yaml`,
    '172.16.28.10/32',
    '172.16.28.77/32',
    ['+ client-b may now reach its proxy squid-b at 172.16.28.10:3128 through the gateway'],
  ],
];
