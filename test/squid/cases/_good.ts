import type { SquidVersion } from '../../../lib/squid';

/** One squid.conf and all that has to be found in it, in order: id and line. */
export interface Case {
  readonly name: string;
  readonly text: string;
  readonly expected: readonly (readonly [id: string, line: number])[];
  readonly version?: SquidVersion;
  readonly sources?: readonly string[];
  /** The real Squid 5.7 refuses it too. Default: it does not. */
  readonly refused?: true;
}

const PRIVATE_V4 =
  '0.0.0.0/8 10.0.0.0/8 100.64.0.0/10 127.0.0.0/8 169.254.0.0/16 172.16.0.0/12 192.0.0.0/24 192.168.0.0/16 198.18.0.0/15 224.0.0.0/4 240.0.0.0/4';
const PRIVATE_V6 = '::1/128 ::/128 fc00::/7 fe80::/10 64:ff9b::/96 2002::/16 2001::/32';

/** A proxy without certificates that has nothing against it. */
export const GOOD: readonly string[] = [
  /*  1 */ 'visible_hostname client-a-p1',
  /*  2 */ 'http_port 172.16.28.8:3128',
  /*  3 */ 'acl SSL_ports port 443',
  /*  4 */ 'acl Safe_ports port 80 443',
  /*  5 */ 'acl tenant_src src 172.16.28.20',
  /*  6 */ `acl to_private dst ${PRIVATE_V4}`,
  /*  7 */ `acl to_private dst ${PRIVATE_V6}`,
  /*  8 */ 'acl allowed_sites dstdomain -n ifconfig.me .example.com',
  /*  9 */ 'http_access deny !Safe_ports',
  /* 10 */ 'http_access deny CONNECT !SSL_ports',
  /* 11 */ 'http_access allow localhost manager',
  /* 12 */ 'http_access deny manager',
  /* 13 */ 'http_access deny to_localhost',
  /* 14 */ 'http_access deny to_private',
  /* 15 */ 'http_access deny !tenant_src',
  /* 16 */ 'http_access allow allowed_sites',
  /* 17 */ 'http_access deny all',
  /* 18 */ 'cache deny all',
  /* 19 */ 'forwarded_for delete',
  /* 20 */ 'httpd_suppress_version_string on',
  /* 21 */ 'client_ip_max_connections 500',
  /* 22 */ 'request_body_max_size 64 MB',
  /* 23 */ 'logformat egress {"ts":"%ts.%03tu","tenant":"client-a","src":"%>a","host":"%>rd","result":"%Ss"}',
  /* 24 */ 'access_log stdio:/var/log/squid/egress.json logformat=egress rotate=0 on-error=drop',
];

const TLS_PORT =
  'https_port 172.16.28.8:3129 tls-cert=/etc/squid/tls/server.pem tls-key=/etc/squid/tls/server.key clientca=/etc/squid/tls/tenant-ca.pem tls-min-version=1.2 options=NO_TICKET crlfile=/etc/squid/tls/tenant-ca.crl sslflags=VERIFY_CRL';

/** The same with mutual TLS: the port in line 2, its ACL in line 5, what demands it in line 17. */
export const GOOD_TLS: readonly string[] = edit(GOOD, {
  2: [TLS_PORT],
  5: ['acl tenant_cert user_cert CN client-a', GOOD[4] as string],
  15: [GOOD[14] as string, 'http_access deny !tenant_cert'],
}).split('\n');

/** Lines by their number replaced, by any number of lines; one beyond the last is put there. */
export function edit(lines: readonly string[], changes: Readonly<Record<number, readonly string[]>>): string {
  const result = lines.flatMap((line, index) => changes[index + 1] ?? [line]);
  return [...result, ...(changes[lines.length + 1] ?? [])].join('\n');
}

/** The good one, and lines put in before one of its own. */
export function before(number: number, ...lines: readonly string[]): string {
  return edit(GOOD, { [number]: [...lines, ...(number <= GOOD.length ? [GOOD[number - 1] as string] : [])] });
}

export function replace(number: number, ...lines: readonly string[]): string {
  return edit(GOOD, { [number]: lines });
}

export function without(...numbers: readonly number[]): string {
  return edit(GOOD, Object.fromEntries(numbers.map((number) => [number, []])));
}

export function append(...lines: readonly string[]): string {
  return edit(GOOD, { [GOOD.length + 1]: lines });
}

/** The one with mutual TLS, its port changed. */
export function tlsPort(change: (port: string) => string): string {
  return edit(GOOD_TLS, { 2: [change(TLS_PORT)] });
}
