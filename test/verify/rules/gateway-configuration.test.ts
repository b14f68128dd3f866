import { parse } from 'yaml';
import type { Tenant } from '../../../lib/model/types';
import { configurationFaults } from '../../../lib/verify/rules/_gateway-configuration';
import { world } from './_world';

const { model, files } = world({ gateways: true });

function configurationOf(tenant: string): string {
  const config = parse(files.get(`dist/base/${tenant}/guardrails/configmap-egress-gateway.yaml`) ?? '');
  return config.data['haproxy.cfg'];
}

function tenantOf(name: string, egress: Partial<Tenant['egress']> = {}): Tenant {
  const tenant = model.base.find((each) => each.name === name);
  if (!tenant) throw new Error(`there is no ${name}`);
  return { ...tenant, egress: { ...tenant.egress, ...egress } };
}

function faults(tenant: Tenant, edits: readonly (readonly [from: string | RegExp, to: string])[]): readonly string[] {
  const text = edits.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`it has no ${from}`);
    return after;
  }, configurationOf(tenant.name));
  return configurationFaults(text, tenant);
}

/** client-a has two proxies, and a third one that is drained; client-b has a certificate to show. */
const [A, B] = [tenantOf('client-a'), tenantOf('client-b')];

test.each([A, B])('what is rendered for $name has no fault', (tenant) => {
  expect(faults(tenant, [])).toEqual([]);
});

test.each<[string, Tenant, string | RegExp, string]>([
  ['a comment', A, '  balance', '  # listen here\n  balance'],
  ['a comment behind a word', A, 'balance first', 'balance first# of all'],
  ['a tab', A, '  balance first', '\tbalance\tfirst'],
  ['a line end of another system', A, 'balance first', 'balance first\r'],
  ['another indentation', A, '  balance first', 'balance first'],
  ['an address that is said', A, 'bind :3128', 'bind *:3128'],
  ['other patience', A, 'retries 10', 'retries 3'],
  ['a later TLS', B, 'TLSv1.2', 'TLSv1.3'],
  ['a parameter at its server', B, /^(.*) verify required(.*\n.*)$/m, '$1$2 verify required'],
  ['the last of two parameters', B, 'verify required', 'verify none verify required'],
])('%s is none', (_, tenant, from, to) => {
  expect(faults(tenant, [[from, to]])).toEqual([]);
});

const without = (text: string): [string, string] => [text, ''];

test.each<[string, Tenant, readonly (readonly [string | RegExp, string])[], string[]]>([
  [
    'nothing at all',
    A,
    [[/[\s\S]+/, '']],
    ['port 3128 leads to no proxies', 'port 8404 does not say that it is ready'],
  ],
  [
    'a line before all sections',
    A,
    [['global\n', 'stats socket /tmp/s\nglobal\n']],
    ['its beginning says stats socket /tmp/s, which no gateway needs'],
  ],
  ['a listen section', A, [['\nbackend proxies', '\nlisten other\nbackend proxies']], ['has the section listen other']],
  [
    'a section that stands further in',
    A,
    [['weight 0\n', 'weight 0\n  listen other\n    bind :9999\n']],
    ['has the section listen other'],
  ],
  [
    'a section in quotes',
    A,
    [['frontend health', '"listen" other\nfrontend health']],
    ['backend proxies says "listen" other, which no gateway needs'],
  ],
  [
    'another kind of section',
    A,
    [['frontend health', 'peers others\nfrontend health']],
    ['backend proxies says peers others, which no gateway needs'],
  ],
  [
    'a socket that configures it',
    A,
    [['  maxconn', '  stats socket :9999 level admin\n  maxconn']],
    ['global says stats socket :9999 level admin, which no gateway needs'],
  ],
  [
    'a log to somewhere',
    A,
    [['log stdout', 'log 203.0.113.7:514']],
    ['global says log 203.0.113.7:514 format raw local0 notice, which no gateway needs'],
  ],
  [
    'another script',
    A,
    [['cut.lua', 'other.lua']],
    ['global says lua-load /etc/egress-gateway/other.lua, which no gateway needs'],
  ],
  ['another protocol for all', A, [['mode tcp', 'mode http']], ['defaults says mode http, which no gateway needs']],
  [
    'another protocol at the front',
    A,
    [['bind :3128', 'bind :3128\n  mode http']],
    ['frontend tenant says mode http, which no gateway needs'],
  ],
  [
    'a further port',
    A,
    [['bind :3128', 'bind :3128\n  bind :9999']],
    ['frontend tenant says bind :9999, which no gateway needs'],
  ],
  [
    'a further port beside the health',
    A,
    [['bind :8404', 'bind :8404\n  bind :3128\n  default_backend proxies']],
    [
      'frontend health says bind :3128, which no gateway needs',
      'frontend health says default_backend proxies, which no gateway needs',
    ],
  ],
  [
    'a port with more to it',
    A,
    [['bind :3128', 'bind :3128 accept-proxy']],
    ['frontend tenant says bind :3128 accept-proxy, which no gateway needs', 'port 3128 leads to no proxies'],
  ],
  ['no way from the port', A, [without('  default_backend proxies\n')], ['port 3128 leads to no proxies']],
  [
    'one of two ways that is none',
    A,
    [['frontend health', 'frontend other\n  bind :3128\nfrontend health']],
    ['port 3128 leads to no proxies'],
  ],
  [
    'no health',
    A,
    [without('  bind :8404\n')],
    [
      'frontend health says mode http, which no gateway needs',
      'frontend health says monitor-uri /ready, which no gateway needs',
      'frontend health says monitor fail if { nbsrv(proxies) eq 0 }, which no gateway needs',
      'port 8404 does not say that it is ready',
    ],
  ],
  [
    'a second backend',
    A,
    [['\nbackend proxies', '\nbackend other\n  server other 203.0.113.7:3128\nbackend proxies']],
    [
      'port 3128 leads to no proxies',
      'has the backend proxies, too',
      ...['squid-a', 'squid-a2', 'squid-a3'].map((name) => `has no server ${name}`),
      'has a server other at 203.0.113.7:3128 beside the proxies of client-a',
      'shares connections among servers by roundrobin',
      'prefers other, and not squid-a, squid-a2, squid-a3 in this order',
    ],
  ],
  [
    'a backend chosen by something',
    A,
    [['  default_backend', '  use_backend proxies if TRUE\n  default_backend']],
    ['frontend tenant says use_backend proxies if TRUE, which no gateway needs'],
  ],
  [
    'a connection check to elsewhere',
    A,
    [['http-check expect', 'http-check connect addr 203.0.113.7\n  http-check expect']],
    ['backend proxies says http-check connect addr 203.0.113.7, which no gateway needs'],
  ],
  [
    'servers by their name',
    A,
    [['  server squid-a ', '  server-template other 3 example.com:3128\n  server squid-a ']],
    ['backend proxies says server-template other 3 example.com:3128, which no gateway needs'],
  ],
  [
    'no server',
    A,
    [without('  server squid-a2 172.16.28.18:3128\n')],
    ['has no server squid-a2', 'prefers squid-a, squid-a3, and not squid-a, squid-a2, squid-a3 in this order'],
  ],
  [
    'another address',
    A,
    [['172.16.28.18', '172.16.28.9']],
    ['server squid-a2 is at 172.16.28.9:3128 and not at 172.16.28.18:3128'],
  ],
  [
    'another port of the proxy',
    A,
    [['172.16.28.18:3128', '172.16.28.18:22']],
    ['server squid-a2 is at 172.16.28.18:22 and not at 172.16.28.18:3128'],
  ],
  [
    'a server of somebody else',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [
      ['balance first', 'balance leastconn'],
      ['  server squid-a ', '  server other 203.0.113.7:3128\n  server squid-a '],
    ],
    ['has a server other at 203.0.113.7:3128 beside the proxies of client-a'],
  ],
  [
    'a server twice',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [
      ['balance first', 'balance leastconn'],
      ['  server squid-a2', '  server squid-a 203.0.113.7:3128\n  server squid-a2'],
    ],
    ['has a server squid-a at 203.0.113.7:3128 beside the proxies of client-a'],
  ],
  [
    'a detour',
    A,
    [['172.16.28.18:3128', '172.16.28.18:3128 socks4 203.0.113.7:1080']],
    ['server squid-a2 is told socks4, 203.0.113.7:1080, which no proxy needs'],
  ],
  [
    'a detour for all after it',
    A,
    [['  server squid-a3', '  default-server source 172.16.28.9\n  server squid-a3']],
    ['server squid-a3 is told source, 172.16.28.9, which no proxy needs'],
  ],
  [
    'a server that nobody asks whether it works',
    A,
    [['default-server check inter', 'default-server inter']],
    ['squid-a', 'squid-a2', 'squid-a3'].map((name) => `server ${name} does not say check`),
  ],
  [
    'TLS where none is promised',
    A,
    [['172.16.28.18:3128', '172.16.28.18:3128 ssl verify none']],
    ['server squid-a2 says ssl', 'server squid-a2 says verify "none" and not nothing'],
  ],
  [
    'a drained proxy that works',
    A,
    [without(' weight 0')],
    ['server squid-a3 takes connections, and is to be drained'],
  ],
  [
    'a proxy that is drained',
    A,
    [['172.16.28.18:3128', '172.16.28.18:3128 weight 0']],
    ['server squid-a2 takes no connections'],
  ],
  [
    'nothing but drained proxies, as the settings say',
    tenantOf('client-a', { proxies: A.egress.proxies.map((proxy) => ({ ...proxy, drain: true })) }),
    [['check inter', 'check weight 0 inter']],
    ['has no server that takes connections'],
  ],
  [
    'another order',
    A,
    [
      ['server squid-a ', 'server squid-b '],
      ['server squid-a2 172.16.28.18', 'server squid-a 172.16.28.8'],
      ['server squid-b 172.16.28.8', 'server squid-a2 172.16.28.18'],
    ],
    ['prefers squid-a2, squid-a, squid-a3, and not squid-a, squid-a2, squid-a3 in this order'],
  ],
  [
    'all at once where one was promised',
    A,
    [['balance first', 'balance leastconn']],
    ['shares connections among servers by leastconn'],
  ],
  [
    'one where all at once were promised',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [],
    ['leaves all connections to the first server'],
  ],
  ['no TLS', B, [[' ssl crt', ' crt']], ['server squid-b does not say ssl']],
  [
    'no certificate to show',
    B,
    [without(' crt /etc/egress-gateway-tls/tls.crt')],
    ['server squid-b says crt nothing and not "/etc/egress-gateway-tls/tls.crt"'],
  ],
  [
    'everybody’s authorities',
    B,
    [['ca-file /etc/egress-gateway-tls/ca.crt', 'ca-file @system-ca']],
    ['server squid-b says ca-file "@system-ca" and not "/etc/egress-gateway-tls/ca.crt"'],
  ],
  ['anybody', B, [['verify required', 'verify none']], ['server squid-b says verify "none" and not "required"']],
  [
    'the last of two parameters that is wrong',
    B,
    [['squid-b.client-b', 'squid-b.client-b verify none']],
    ['server squid-b says verify "none" and not "required"'],
  ],
  [
    'any proxy of the authority',
    B,
    [without(' verifyhost squid-b.client-b')],
    ['server squid-b says verifyhost nothing and not "squid-b.client-b"'],
  ],
  [
    'another tenant’s proxy',
    B,
    [['squid-b.client-b', 'squid-b.client-a']],
    ['server squid-b says verifyhost "squid-b.client-a" and not "squid-b.client-b"'],
  ],
  [
    'a TLS that is broken',
    B,
    [['TLSv1.2', 'TLSv1.1']],
    ['server squid-b says ssl-min-ver "TLSv1.1" and not "TLSv1.2"'],
  ],
  [
    'parameters that come after the server',
    B,
    [[/^( *default-server .*\n)( *server .*\n)/m, '$2$1']],
    [
      'does not say check',
      'does not say ssl',
      'says crt nothing and not "/etc/egress-gateway-tls/tls.crt"',
      'says ca-file nothing and not "/etc/egress-gateway-tls/ca.crt"',
      'says verify nothing and not "required"',
      'says ssl-min-ver nothing and not "TLSv1.2"',
    ].map((fault) => `server squid-b ${fault}`),
  ],
])('%s is a fault', (_, tenant, edits, expected) => {
  expect(faults(tenant, edits)).toEqual(expected);
});
