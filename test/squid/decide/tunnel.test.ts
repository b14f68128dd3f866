import fs from 'node:fs';
import { decide, decideTunnel, parse, type SquidRequest } from '../../../lib/squid';

const FOLDER = 'test/proxy/golden/everything';
const FILE = `${FOLDER}/squid.conf`;
const TEXT = fs.readFileSync(FILE, 'utf8');

const request: SquidRequest = {
  src: '172.16.28.20',
  method: 'CONNECT',
  host: 'www.example.com',
  port: 443,
  dstAddresses: ['198.51.100.1'],
  cert: { CN: 'client-b' },
  local: { address: '172.16.28.9', port: 3129, name: '172.16.28.9:3129' },
};

function tunnel(sni: string | undefined, change: (text: string) => string = (text) => text, asked = request) {
  const config = parse(FILE, change(TEXT));
  const { allowed, accessLine } = decide(config, asked);
  expect(allowed).toBe(true);
  const decided = decideTunnel(config, asked, accessLine, sni);
  return decided && [decided.allowed, decided.line && TEXT.split('\n')[decided.line.line - 1]];
}

test.each([
  ['www.example.com', true, /^ssl_bump splice host_/],
  ['other.example.com', true, /^ssl_bump splice host_/],
  ['ifconfig.me', false, 'ssl_bump terminate all because_sni'],
  ['evil.example', false, 'ssl_bump terminate all because_sni'],
  [undefined, false, 'ssl_bump terminate read nameless because_sni'],
])('the name %s: %s', (sni, allowed, line) => {
  const expected = typeof line === 'string' ? line : expect.stringMatching(line);
  expect(tunnel(sni)).toEqual([allowed, expected]);
});

test('a private address is terminated whatever the name is', () => {
  const config = parse(FILE, TEXT);
  const { accessLine } = decide(config, request);
  const decided = decideTunnel(config, { ...request, dstAddresses: ['10.1.2.3'] }, accessLine, 'www.example.com');
  expect([decided?.allowed, decided?.reason]).toEqual([false, 'ssl_bump terminate to_private because_private']);
});

test('without the second hop no name is read', () => {
  expect(tunnel('evil.example', (text) => text.replace(/^never_direct .*$/m, '#'))).toBeUndefined();
});

test('a line that may match decides nothing', () => {
  const changed = (text: string) =>
    text.replace('ssl_bump peek unread', 'acl hour time 08:00-09:00\nssl_bump splice hour');
  const [allowed] = tunnel('evil.example', changed) ?? [];
  expect(allowed).toBe('unknown');
});
