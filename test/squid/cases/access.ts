import { append, before, type Case, edit, GOOD, replace, without } from './_good';

/** The good one, with port 22 of a partner. */
function partner(host: string): string {
  return edit(GOOD, {
    9: [
      `acl partner_host dstdomain -n ${host}`,
      'acl partner_port port 22',
      'acl partner all-of CONNECT partner_host partner_port',
      'http_access deny !Safe_ports !partner',
    ],
    10: ['http_access deny CONNECT !SSL_ports !partner'],
    16: ['http_access allow partner', GOOD[15] as string],
  });
}

/** Who reaches what. */
export const ACCESS: readonly Case[] = [
  {
    name: 'http_access allow all',
    text: before(16, 'http_access allow all'),
    expected: [
      ['http-access-allow-all', 16],
      ['unreachable-access-line', 17],
      ['unreachable-access-line', 18],
    ],
  },
  {
    name: 'http_access allow all at the top: everything is open',
    text: edit(GOOD, {
      9: ['http_access allow all'],
      ...Object.fromEntries([10, 11, 12, 13, 14, 15, 16].map((n) => [n, []])),
    }),
    expected: [
      ['unused-acl', 3],
      ['unused-acl', 4],
      ['unused-acl', 5],
      ['unused-acl', 6],
      ['unused-acl', 8],
      ['connect-unrestricted', 9],
      ['http-access-allow-all', 9],
      ['ipv6-private-reachable', 9],
      ['manager-reachable', 9],
      ['metadata-reachable', 9],
      ['open-proxy', 9],
      ['private-ranges-reachable', 9],
      ['unsafe-ports-reachable', 9],
      ['unreachable-access-line', 10],
    ],
  },
  {
    name: 'nothing asks where a request comes from',
    text: without(15),
    expected: [
      ['unused-acl', 5],
      ['open-proxy', 15],
    ],
  },
  {
    name: 'an allow above the two port denies',
    text: before(9, 'http_access allow tenant_src allowed_sites !to_private'),
    expected: [['allow-before-port-denies', 9]],
  },
  { name: 'a port beyond the web, for a named host', text: partner('sftp.partner.example'), expected: [] },
  {
    name: 'a port beyond the web, for a whole domain',
    text: partner('.partner.example'),
    expected: [['connect-unrestricted', 19]],
  },
  {
    name: 'no line restricts CONNECT to ports',
    text: without(10),
    expected: [
      ['unused-acl', 3],
      ['connect-unrestricted', 15],
    ],
  },
  {
    name: 'no line restricts the ports of plain requests',
    text: without(9),
    expected: [
      ['unused-acl', 4],
      ['unsafe-ports-reachable', 15],
    ],
  },
  {
    name: 'SSL_ports 1-65535',
    text: replace(3, 'acl SSL_ports port 1-65535'),
    expected: [['connect-ports-too-wide', 3]],
  },
  {
    name: 'SSL_ports beyond 443',
    text: replace(3, 'acl SSL_ports port 443', 'acl SSL_ports port 563 8443'),
    expected: [['connect-ports-too-wide', 4]],
  },
  {
    name: 'port 25 in Safe_ports',
    text: replace(4, 'acl Safe_ports port 80 25 443'),
    expected: [['safe-ports-mail', 4]],
  },
  {
    name: 'the stock range in Safe_ports',
    text: replace(4, 'acl Safe_ports port 80 443', 'acl Safe_ports port 1025-65535'),
    expected: [['safe-ports-too-wide', 5]],
  },
  {
    name: 'no final deny all: the opposite is allow',
    text: edit(GOOD, { 17: ['http_access deny manager'] }),
    expected: [
      ['final-deny-missing', 17],
      ['unreachable-access-line', 17],
    ],
  },
  { name: 'no final deny all after an allow', text: without(17), expected: [['final-deny-missing', 16]] },
  {
    name: 'an allow before deny manager',
    text: before(11, 'http_access allow tenant_src !to_private'),
    expected: [['manager-reachable', 11]],
  },
  {
    name: 'manager for everybody',
    text: replace(11, 'http_access allow manager'),
    expected: [
      ['manager-reachable', 11],
      ['unreachable-access-line', 12],
    ],
  },
  {
    name: 'no private range is refused',
    text: without(6, 7, 14),
    expected: [
      ['ipv6-private-reachable', 13],
      ['metadata-reachable', 13],
      ['private-ranges-reachable', 13],
    ],
  },
  {
    name: 'one private range is forgotten',
    text: edit(GOOD, { 6: [(GOOD[5] as string).replace(' 172.16.0.0/12', '')] }),
    expected: [['private-ranges-reachable', 16]],
  },
  {
    name: 'carrier-grade NAT is forgotten: Alibaba keeps its metadata there',
    text: edit(GOOD, { 6: [(GOOD[5] as string).replace(' 100.64.0.0/10', '')] }),
    expected: [
      ['metadata-reachable', 16],
      ['private-ranges-reachable', 16],
    ],
  },
  {
    name: 'link-local is forgotten: the metadata of most clouds',
    text: edit(GOOD, { 6: [(GOOD[5] as string).replace(' 169.254.0.0/16', '')] }),
    expected: [['metadata-reachable', 16]],
  },
  {
    name: 'to_linklocal does not cover the metadata address of Scaleway over IPv6',
    text: edit(GOOD, {
      7: [(GOOD[6] as string).replace(' fc00::/7', '')],
      14: ['http_access deny to_private', 'http_access deny to_linklocal'],
    }),
    expected: [
      ['ipv6-private-reachable', 17],
      ['metadata-reachable', 17],
    ],
  },
  {
    name: 'NAT64, 6to4 and Teredo carry IPv4 addresses',
    text: edit(GOOD, { 7: ['acl to_private dst ::1/128 ::/128 fc00::/7 fe80::/10'] }),
    expected: [['ipv6-private-reachable', 16]],
  },
  {
    name: 'src does not contain what the proxy sees',
    text: GOOD.join('\n'),
    sources: ['172.16.28.21'],
    expected: [
      ['sources-beyond', 5],
      ['sources-not-covered', 15],
    ],
  },
  {
    name: 'src contains a part of what the proxy sees',
    text: replace(5, 'acl tenant_src src 172.16.28.16/30'),
    sources: ['172.16.28.16/29'],
    expected: [['sources-not-covered', 15]],
  },
  {
    name: 'src is wider than the nodes of the tenant',
    text: replace(5, 'acl tenant_src src 172.16.28.0/22'),
    sources: ['172.16.28.20', '172.16.28.21'],
    expected: [['sources-beyond', 5]],
  },
  {
    name: 'src is what the proxy sees',
    text: replace(5, 'acl tenant_src src 172.16.28.20 172.16.28.21'),
    sources: ['172.16.28.20', '172.16.28.21'],
    expected: [],
  },
  {
    name: 'allow localnet left from the stock file',
    text: before(
      16,
      'acl localnet src 10.0.0.0/8',
      'acl localnet src 172.16.0.0/12',
      'acl localnet src 192.168.0.0/16',
      'http_access allow localnet allowed_sites',
    ),
    expected: [['localnet-allowed', 19]],
  },
  {
    name: 'localhost may use the proxy: behind a TLS terminator everybody is localhost',
    text: before(13, 'http_access allow localhost'),
    expected: [['localhost-allowed', 13]],
  },
  {
    name: 'X-Forwarded-For is believed from anybody',
    text: append('follow_x_forwarded_for allow all'),
    expected: [['forwarded-for-trusted', 25]],
  },
  {
    name: 'X-Forwarded-For is believed from one proxy',
    text: append('acl front src 172.16.28.5', 'follow_x_forwarded_for allow front', 'follow_x_forwarded_for deny all'),
    expected: [],
  },
  {
    name: 'the PROXY header is believed from anybody',
    text: edit(GOOD, {
      2: ['http_port 172.16.28.8:3128 require-proxy-header'],
      25: ['proxy_protocol_access allow all'],
    }),
    expected: [['proxy-header-trusted', 25]],
  },
  {
    name: 'the client’s name of a reverse lookup lets it in',
    text: edit(GOOD, { 5: ['acl tenant_src srcdomain .internal.example'] }),
    expected: [
      ['srcdomain-trusted', 15],
      ['open-proxy', 16],
    ],
  },
  {
    name: 'dstdomain without -n',
    text: replace(8, 'acl allowed_sites dstdomain ifconfig.me .example.com'),
    expected: [['dstdomain-lookup', 8]],
  },
  {
    name: 'dstdomain without -n in a list of what is denied is slow at most',
    text: before(16, 'acl bad dstdomain .bad.example', 'http_access deny bad'),
    expected: [],
  },
  {
    name: 'a glob, a URL and a port in dstdomain',
    text: replace(8, 'acl allowed_sites dstdomain -n ifconfig.me *.example.com https://example.org/ example.net:443'),
    expected: [
      ['dstdomain-never-matches', 8],
      ['dstdomain-never-matches', 8],
      ['dstdomain-never-matches', 8],
    ],
  },
  {
    name: 'a whole top-level domain',
    text: replace(8, 'acl allowed_sites dstdomain -n .com'),
    expected: [['dstdomain-too-wide', 8]],
  },
  {
    name: 'a pattern that more hosts match than meant',
    text: replace(8, 'acl allowed_sites dstdom_regex -n -i example.com'),
    expected: [['pattern-not-anchored', 8]],
  },
  {
    name: 'a pattern that is anchored',
    text: replace(8, String.raw`acl allowed_sites dstdom_regex -n -i (^|\.)example\.com$`),
    expected: [],
  },
];
