import { parse, RULES, scan } from '../../../lib/squid';

function findings(line: string): readonly string[] {
  const files = { read: () => undefined, list: () => [] };
  const config = parse('/squid.conf', `http_port 172.16.28.8:3128\n${line}\n`, { version: 5, files });
  const ids = ['acl-value-invalid', 'value-refused', 'address-from-dns', 'port-invalid'];
  return scan(
    config,
    RULES.filter(({ id }) => ids.includes(id)),
  ).map(({ id }) => id);
}

const ACLS = ['acl a src', 'acl a dst', 'acl a localip', 'acl a dst -n'];
const DIRECTIVES = ['udp_outgoing_address', 'snmp_incoming_address', 'client_netmask', 'tcp_outgoing_address'];

/** Squid 5.7 refuses all but the words of the first line even with a DNS that has an address for every name. */
const UNRESOLVABLE = [
  ...['ALL', 'none', 'None', 'any', 'IPv4', 'IPV6', 'ANY_ADDR', 'on', 'a.invalid', 'a.INVALID.'],
  ...[
    '-a',
    '-a.example.com',
    '.example.com',
    '*.example.com',
    'a..b',
    'a.example..',
    'a@b',
    'a+b',

    'münchen.de',
  ],
  ...['a'.repeat(64), `${'a'.repeat(64)}.example.com`, Array(6).fill('a'.repeat(50)).join('.')],
];

/** Taken by Squid 5.7 with such a DNS, and refused without. */
const RESOLVABLE = ['localhost', 'a', 'a_b', '_a.example.com', 'a-', 'a-.example.com', 'example.com.', '5x', 'a.lan'];

test.each(UNRESOLVABLE)('%s is refused where Squid looks a name up', (name) => {
  for (const start of ACLS) expect([start, findings(`${start} ${name}`)]).toEqual([start, ['acl-value-invalid']]);
  for (const start of DIRECTIVES) expect([start, findings(`${start} ${name}`)]).toEqual([start, ['value-refused']]);
  expect(findings(`http_port ${name}:3129`)).toEqual(['port-invalid']);
});

test.each(RESOLVABLE)('%s is a name that DNS may have, and a warning', (name) => {
  for (const start of [...ACLS, ...DIRECTIVES])
    expect([start, findings(`${start} ${name}`)]).toEqual([start, ['address-from-dns']]);
  expect(findings(`http_port ${name}:3129`)).toEqual([]);
});

test('words that Squid knows as addresses are not names', () => {
  for (const word of ['any_addr', 'no_addr', 'full_mask'])
    for (const start of DIRECTIVES) expect([start, findings(`${start} ${word}`)]).toEqual([start, []]);
  for (const word of ['all', 'ipv4', 'ipv6']) expect([word, findings(`acl a src ${word}`)]).toEqual([word, []]);
});
