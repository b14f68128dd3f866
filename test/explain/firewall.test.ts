import fs from 'node:fs';
import { decideFirewall, type Packet } from '../../lib/explain/firewall';

const TEXT = fs.readFileSync('test/proxy/golden/minimal/nftables.conf', 'utf8');
const lineOf = (line: number) => TEXT.split('\n')[line - 1]?.trim();

const out: Packet = {
  hook: 'output',
  destination: '198.51.100.1',
  protocol: 'tcp',
  port: 443,
  user: '13',
  loopback: false,
};
const into: Packet = {
  hook: 'input',
  source: '172.16.28.20',
  destination: '172.16.28.8',
  protocol: 'tcp',
  port: 3128,
  loopback: false,
};

test.each([
  ['a public address', out, 'allowed', /^tcp dport \{ 80, 443.* \} accept$/],
  ['a port that no entry has', { ...out, port: 25 }, 'denied', /^reject with icmp/],
  ['the private network', { ...out, destination: '172.16.28.4' }, 'denied', /^ip daddr @nowhere reject/],
  [
    'the metadata of the cloud',
    { ...out, destination: '169.254.42.42', port: 80 },
    'denied',
    /^ip daddr @nowhere reject/,
  ],
  [
    'the same of root',
    { ...out, destination: '169.254.42.42', port: 80, user: '0' },
    'allowed',
    /^ip daddr 169\.254\.42\.42/,
  ],
  [
    'the VM itself',
    { ...out, destination: '127.0.0.1', port: 22, loopback: true },
    'denied',
    /^oif lo meta skuid 13 reject/,
  ],
  [
    'the resolver on the VM',
    { ...out, destination: '127.0.0.53', port: 53, protocol: 'udp', loopback: true },
    'allowed',
    /^oif lo meta skuid 13 ip daddr/,
  ],
  ['IPv6', { ...out, destination: '2001:db8::1' }, 'denied', /^reject with icmpv6/],
  ['from a node', into, 'allowed', /^ip saddr @tenant ip daddr/],
  ['to a port of no service', { ...into, port: 22 }, 'denied', /policy drop;$/],
  ['from elsewhere', { ...into, source: '10.1.2.3' }, 'denied', /policy drop;$/],
  ['from a port that the client chooses', { ...into, protocol: 'udp', port: 68 }, 'allowed', /^udp sport 67/],
] as const)('%s', (_, packet, verdict, line) => {
  const decided = decideFirewall(TEXT, packet);
  expect([decided.verdict, lineOf(decided.line)]).toEqual([verdict, expect.stringMatching(line)]);
});

test('a rule that is not understood decides nothing', () => {
  const changed = TEXT.replace(/tcp dport \{ 80, 443.* \} accept/, 'ip dscp 8 tcp dport { 80, 443 } accept');
  expect(decideFirewall(changed, out).verdict).toBe('undecided');
  // What a known condition refuses, an unknown one does not open.
  expect(decideFirewall(changed, { ...out, port: 25 }).verdict).toBe('denied');
});
