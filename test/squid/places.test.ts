import { parse, scan } from '../../lib/squid';

const FILES = { read: () => undefined, list: () => [] };

function idsOf(...lines: readonly string[]): readonly string[] {
  const text = ['http_port 172.16.28.8:3128', ...lines, 'http_access deny all', ''].join('\n');
  return scan(parse('/etc/squid/squid.conf', text, { version: 5, files: FILES })).map(({ id }) => id);
}

const NODES = 'acl nodes src 172.16.28.0/22';
const PRIVATE = ['private-ranges-reachable', 'metadata-reachable', 'ipv6-private-reachable'];

test.each([
  ['a port alone', ['acl own port 8443', 'http_access allow nodes own']],
  ['a port and CONNECT', ['acl own port 8443', 'http_access allow nodes CONNECT own']],
  ['a range of ports', ['acl own port 9000-9999', 'http_access allow nodes own']],
  [
    'a port below an allow that leaves private ranges out',
    [
      'acl web port 80 443',
      'acl own port 5432',
      'acl inside dst 0.0.0.0/1 128.0.0.0/1 fc00::/7 ::1 :: fe80::/10 64:ff9b::/96 2002::/16 2001::/32',
      'http_access deny inside web',
      'http_access allow nodes own',
    ],
  ],
])('private ranges are reached through %s', (_, lines) => {
  expect(idsOf(NODES, ...lines)).toEqual(expect.arrayContaining(PRIVATE));
});

test('a port that only a denial names opens nothing', () => {
  const ids = idsOf(NODES, 'acl own port 8443', 'http_access deny own', 'acl web port 443', 'http_access deny web');
  expect(ids.filter((id) => PRIVATE.includes(id))).toEqual([]);
});

test.each([
  ['a port', ['acl own port 8443', 'http_access allow own']],
  ['a public address', ['acl own dst 203.0.113.5', 'http_access allow own']],
  ['a private address', ['acl own dst 10.0.0.5', 'http_access allow own']],
])('%s that anybody reaches makes an open proxy', (_, lines) => {
  expect(idsOf(...lines)).toContain('open-proxy');
});

test('an address alone opens all its ports', () => {
  const ids = idsOf(NODES, 'acl own dst 10.0.0.5', 'http_access allow nodes own');
  expect(ids).toEqual(expect.arrayContaining(['unsafe-ports-reachable', 'connect-unrestricted']));
  expect(ids).not.toContain('open-proxy');
});
