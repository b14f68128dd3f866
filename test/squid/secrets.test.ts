import { parse, scan } from '../../lib/squid';

const isFound = (line: string) =>
  scan(parse('/etc/squid/squid.conf', `http_port 172.16.28.8:3128\n${line}\n`, { version: 6 })).some(
    ({ id, line: at }) => id === 'secret-in-file' && at === 2,
  );

test.each([
  'request_header_add Authorization "Basic bm90OmFzZWNyZXQ=" all',
  'request_header_replace Proxy-Authorization Basic bm90OmFzZWNyZXQ=',
  'reply_header_add authorization Bearer all',
  'acl reader snmp_community not-a-real-one',
])('a secret is found: %s', (line) => expect(isFound(line)).toBe(true));

test.each([
  'request_header_access Authorization deny all',
  'request_header_add X-Client a',
  'acl reader snmp_community public',
])('no secret: %s', (line) => expect(isFound(line)).toBe(false));
