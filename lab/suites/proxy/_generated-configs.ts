/** Squid configurations and requests that are made from a seed: the same ones on every run. */
interface Generated {
  /** Without the ports and what only the run needs. */
  readonly text: string;
  readonly requests: readonly GeneratedRequest[];
}

export interface GeneratedRequest {
  readonly src: string;
  readonly method: string;
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly user?: string;
  readonly agent?: string;
}

/** What the hosts file of the run says. Other names do not resolve. */
export const NAMES: Readonly<Record<string, string>> = {
  'www.example.com': '203.0.113.9',
  'example.com': '203.0.113.10',
  'shop.example.net': '203.0.113.11',
  'rebound.example.com': '10.1.2.3',
  'metadata.test': '169.254.42.42',
  'other.test': '198.51.100.7',
};

const HOSTS = [
  ...Object.keys(NAMES),
  'WWW.Example.com.',
  'notexample.com',
  'nowhere.test',
  '10.1.2.3',
  '10.9.8.7',
  '172.20.1.1',
  '127.1',
  '0x7f.1',
  '203.0.113.9',
  '[fd00::5]',
  '[FD00:0::6]',
  '[::ffff:10.9.9.9]',
  '[::1]',
];

const WAYS = [
  { method: 'GET', port: 80 },
  { method: 'GET', port: 8080 },
  { method: 'POST', port: 80 },
  { method: 'PUT', port: 25 },
  { method: 'CONNECT', port: 443 },
  { method: 'CONNECT', port: 8443 },
  { method: 'CONNECT', port: 22 },
  { method: 'FOO', port: 80 },
  { method: 'PURGE', port: 80 },
];

const VALUES: Readonly<Record<string, readonly string[]>> = {
  src: [
    '127.0.0.2',
    '127.0.0.2-127.0.0.3',
    '127.0.0.2 127.0.0.0/8',
    '127.0.0.0/8 127.0.0.3',
    '127.0.0.3/31',
    '127.0.0.4-127.0.0.2',
    '127.0.0.0/0',
    '127.0.0.0/0.0.0.0',
    '::/0',
    'ipv4',
    'ipv6',
    'all',
    '127.0.0.2 all',
    '127.0.0.1-127.0.0.4/30',
    '127.2 127.3',
  ],
  dst: [
    '10.0.0.0/8 172.16.0.0/12 192.168.0.0/16',
    '10.1.2.3 10.0.0.0/8',
    '169.254.0.0/16 fc00::/7',
    'fd00::5',
    '::/0',
    '10.0.0.0/200',
    '10.0.0.0/8xyz',
    '::ffff:10.0.0.0/104',
    '203.0.113.9-203.0.113.10',
    '-n 10.0.0.0/8',
    '127.0.0.0/8',
    '0.0.0.0/1',
    'all',
  ],
  dstdomain: [
    '.example.com',
    '-n .example.com',
    '-n example.com shop.example.net',
    '[fd00::5] fd00::6',
    '10.9.8.7 127.0.0.1',
    '-n WWW.EXAMPLE.COM',
    'example.com. other.test',
    '-n .test',
  ],
  dstdom_regex: [
    String.raw`-n (^|\.)example\.com$`,
    String.raw`^\d+\.\d+\.\d+\.\d+$`,
    '^[0-9]+[.][0-9.]+$',
    '-n -i ^WWW[.][[:alpha:]]+',
    '-i EXAMPLE +i NET',
    '-n ex.mple',
    String.raw`-n (w)\1\1 ^other`,
    '-n ( ^www',
    String.raw`-n \<example\>`,
    '-n ^.{11}$',
    '-n ([a-z]+[.])+com$',
    '-n .*shop',
    'com$ -i NET$',
    String.raw`-n \w+\.test`,
  ],
  url_regex: [
    '^http://[^/]+/secret',
    '-i SECRET',
    String.raw`^https?://([a-z0-9-]+\.)*example\.com(:[0-9]+)?/`,
    ':443$',
    ':8080/',
    '/a.b$',
    '127.0.0.1',
    'fd00::5',
  ],
  urlpath_regex: [String.raw`\.(exe|zip)$`, '^/secret', '-i ^/SECRET', '.', 'a b'],
  port: ['80 443', '443', '1-1024', '80 21 443 70 210 1025-65535', '8080'],
  method: ['GET HEAD', 'get', 'POST PUT', 'CONNECT', 'FOO', 'PURGE', 'foo'],
  proto: ['HTTP', 'FTP', 'http https', 'NONE'],
  browser: ['curl', '-i MOZILLA', '^$', '.'],
  proxy_auth: ['REQUIRED', 'alice', '-i ALICE bob'],
  proxy_auth_regex: ['^a', '-i ^B'],
  localip: ['127.0.0.1', '10.0.0.0/8'],
  localport: ['1-65535', '3128'],
  myportname: ['main', 'other'],
  transaction_initiator: ['client', 'internal', 'all', 'certificate-fetching'],
  at_step: ['SslBump1', 'SslBump2'],
  rep_mime_type: ['text'],
  http_status: ['200'],
  'ssl::server_name': ['.example.com', 'other.test'],
  user_cert: ['CN client-a'],
  has: ['request', 'response'],
  urllogin: ['a'],
  peername: ['parent'],
};

/** Files as offices, schools and hosters write them, in words of our own. */
const STYLES: readonly (readonly string[])[] = [
  [
    'acl office src 127.0.0.2 127.0.0.3',
    'acl SSL_ports port 443 8443',
    'acl Safe_ports port 80 443 1025-65535',
    'http_access deny !Safe_ports',
    'http_access deny CONNECT !SSL_ports',
    'http_access allow localhost manager',
    'http_access deny manager',
    'http_access allow office',
    'http_access allow localhost',
    'http_access deny all',
  ],
  [
    'acl pupils src 127.0.0.3-127.0.0.4',
    'acl teachers proxy_auth alice',
    'acl games dstdom_regex -i shop|game',
    String.raw`acl files urlpath_regex -i \.(exe|zip)$`,
    'http_access allow teachers',
    'http_access deny games',
    'http_access deny pupils files',
    'http_access allow pupils',
    'http_access deny all',
  ],
  [
    'acl staff proxy_auth REQUIRED',
    'acl bad dstdomain .example.net',
    'http_access deny bad staff',
    'http_access allow staff',
    'http_access deny all',
  ],
  [
    'acl private dst 10.0.0.0/8 172.16.0.0/12 192.168.0.0/16 127.0.0.0/8 169.254.0.0/16 fc00::/7',
    'acl sites dstdomain -n .example.com .example.net',
    'acl nodes src 127.0.0.2',
    'http_access deny private',
    'http_access allow nodes sites',
    'http_access deny all',
  ],
  ['acl purge method PURGE', 'http_access allow purge localhost', 'http_access deny purge', 'http_access allow all'],
  ['acl posts method POST PUT', 'http_access deny posts', 'acl near src 127.0.0.1/31', 'http_access deny !near'],
  [
    'acl tools browser -i curl',
    'acl inner any-of tools localhost',
    'acl both all-of inner CONNECT',
    'acl both all-of tools !CONNECT',
    'http_access allow both',
    'http_access deny all',
  ],
  [
    String.raw`acl numeric url_regex ^https?://[0-9]+\.[0-9.]+ ^[0-9.]+:443`,
    'http_access deny numeric',
    'http_access allow all',
  ],
];

export function generate(seed: number, requests: number): Generated {
  const next = numbers(seed);
  const pick = <T>(items: readonly T[]): T => items[next(items.length)] as T;
  const text = seed % 4 === 0 ? (STYLES[(seed / 4) % STYLES.length] as readonly string[]) : random(next, pick);
  return {
    text: text.join('\n'),
    requests: Array.from({ length: requests }, (): GeneratedRequest => {
      const user = next(4) === 0 ? pick(['alice', 'bob', 'carol']) : undefined;
      const agent = next(2) === 0 ? pick(['curl/7.88', 'Mozilla/5.0']) : undefined;
      const asked = pick(WAYS);
      return {
        src: `127.0.0.${1 + next(4)}`,
        // Of a name that does not resolve, Squid 5 leaves PURGE without an answer.
        host: asked.method === 'PURGE' ? pick(Object.keys(NAMES)) : pick(HOSTS),
        path: pick(['/', '/secret', '/a%20b', '/x.zip', '/squid-internal-mgr/info', '/cgi-bin/a?b=c']),
        ...asked,
        ...(user === undefined ? {} : { user }),
        ...(agent === undefined ? {} : { agent }),
      };
    }),
  };
}

function random(next: (below: number) => number, pick: <T>(items: readonly T[]) => T): readonly string[] {
  const types = Object.keys(VALUES);
  const names = Array.from({ length: 9 }, (_, index) => `a${index}`);
  const acls = names.map((name) => {
    const type = next(2) === 0 ? pick(['src', 'dst', 'dstdomain', 'dstdom_regex', 'url_regex', 'port']) : pick(types);
    return `acl ${name} ${type} ${pick(VALUES[type] as readonly string[])}`;
  });
  const term = (pool: readonly string[]) => `${next(3) === 0 ? '!' : ''}${pick(pool)}`;
  const groups = ['any-of', 'all-of'].map((type) => `acl ${type} ${type} ${term(names)} ${term(names)}`);
  const pool = [...names, ...names, 'any-of', 'all-of', 'all', 'manager', 'localhost', 'to_localhost', 'CONNECT'];
  const lines = Array.from({ length: 8 }, () => {
    const terms = Array.from({ length: 1 + next(3) }, () => term(pool));
    return `http_access ${next(2) === 0 ? 'allow' : 'deny'} ${terms.join(' ')}`;
  });
  return [...acls, ...groups, ...lines];
}

/** The same sequence on every run. */
function numbers(seed: number): (below: number) => number {
  let state = seed * 7919 + 1;
  const step = () => {
    state = (state * 1103515245 + 12345) % 2 ** 31;
  };
  for (let index = 0; index < 5; index++) step();
  return (below) => {
    step();
    return Math.floor((state / 2 ** 31) * below);
  };
}
