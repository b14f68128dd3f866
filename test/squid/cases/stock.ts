import type { Case } from './_good';

/**
 * Directive lines as packages install them, in an order and with a wording of our own comments: Debian 12's squid and
 * squid-openssl 5.7, and Ubuntu 24.04's 6.x. Both end their access rules with an include of conf.d, whose debian.conf
 * sets logfile_rotate 0 and leaves `http_access allow localnet` commented out.
 */
const LOCALNET = [
  '# as it is installed',
  'acl localnet src 0.0.0.1-0.255.255.255 # this network',
  'acl localnet src 10.0.0.0/8',
  'acl localnet src 100.64.0.0/10 # carrier-grade NAT',
  'acl localnet src 169.254.0.0/16 # link-local',
  'acl localnet src 172.16.0.0/12',
  'acl localnet src 192.168.0.0/16',
  'acl localnet src fc00::/7',
  'acl localnet src fe80::/10',
];
const PORTS = [
  'acl SSL_ports port 443',
  ...[80, 21, 443, 70, 210, '1025-65535', 280, 488, 591, 777].map((port) => `acl Safe_ports port ${port}`),
];
const DENIES = [
  'http_access deny !Safe_ports',
  'http_access deny CONNECT !SSL_ports',
  'http_access allow localhost manager',
  'http_access deny manager',
];
const REST = [
  'http_access deny all',
  'http_port 3128',
  'coredump_dir /var/spool/squid',
  'refresh_pattern . 0 20% 4320',
];

export const DEBIAN_FILE = '/etc/squid/squid.conf';
export const CONF_D = {
  '/etc/squid/conf.d/debian.conf': '# kept short\nlogfile_rotate 0\n#http_access allow localnet\n',
};

/** Ids in the order of lines; those of something absent come first. */
export const STOCK_IDS = [
  'defaults-kept',
  'unused-acl',
  'safe-ports-too-wide',
  'localhost-allowed',
  'listen-all-addresses',
];

const ABSENT: Case['expected'] = STOCK_IDS.slice(0, 1).map((id) => [id, 1]);

export const STOCK: readonly Case[] = [
  {
    name: 'Debian 12',
    version: 5,
    text: [
      ...LOCALNET,
      ...PORTS,
      ...DENIES,
      'include /etc/squid/conf.d/*.conf',
      'http_access allow localhost',
      ...REST,
    ].join('\n'),
    expected: [
      ...ABSENT,
      ['unused-acl', 2],
      ['safe-ports-too-wide', 16],
      ['localhost-allowed', 26],
      ['listen-all-addresses', 28],
    ],
  },
  {
    name: 'Ubuntu 24.04: destinations of this machine and link-local are denied, after localhost was allowed',
    text: [
      ...LOCALNET,
      ...PORTS,
      ...DENIES,
      'http_access allow localhost',
      'http_access deny to_localhost',
      'http_access deny to_linklocal',
      'include /etc/squid/conf.d/*.conf',
      ...REST,
    ].join('\n'),
    expected: [
      ...ABSENT,
      ['unused-acl', 2],
      ['safe-ports-too-wide', 16],
      ['localhost-allowed', 25],
      ['listen-all-addresses', 30],
    ],
  },
  {
    name: 'Ubuntu 24.04 with localnet allowed, as its comment suggests',
    text: [
      ...LOCALNET,
      ...PORTS,
      ...DENIES,
      'http_access allow localhost',
      'http_access deny to_localhost',
      'http_access deny to_linklocal',
      'http_access allow localnet',
      'include /etc/squid/conf.d/*.conf',
      ...REST,
    ].join('\n'),
    expected: [
      ...ABSENT,
      ['safe-ports-too-wide', 16],
      ['localhost-allowed', 25],
      ['ipv6-private-reachable', 28],
      ['localnet-allowed', 28],
      ['metadata-reachable', 28],
      ['private-ranges-reachable', 28],
      ['listen-all-addresses', 31],
    ],
  },
];
