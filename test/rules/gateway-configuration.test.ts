import { parse } from 'yaml';
import { haproxyConfiguration } from '../../lib/constructs/gateway/_haproxy';
import type { Tenant } from '../../lib/model/types';
import { configurationFaults } from '../../lib/rules/gateway/_gateway-configuration';
import { HAPROXY, IN_RESERVE } from '../../lib/rules/gateway/_instances';
import { world } from './_world';

const { model, files } = world({ gateways: true });

function configurationOf(tenant: string, instance = HAPROXY): string {
  const config = parse(files.get(`dist/base/${tenant}/guardrails/configmap-egress-gateway.yaml`) ?? '');
  return config.data[instance.file];
}

function tenantOf(name: string, egress: Partial<Tenant['egress']> = {}): Tenant {
  const tenant = model.base.find((each) => each.name === name);
  if (!tenant) throw new Error(`there is no ${name}`);
  return { ...tenant, egress: { ...tenant.egress, ...egress } };
}

function faults(
  tenant: Tenant,
  edits: Edits,
  text = configurationOf(tenant.name),
  environment = {},
  instance = HAPROXY,
): readonly string[] {
  const edited = edits.reduce((before, [from, to]) => {
    const after = before.replace(from, to);
    if (after === before) throw new Error(`it has no ${from}`);
    return after;
  }, text);
  return configurationFaults(edited, tenant, environment, instance);
}

type Edits = readonly (readonly [from: string | RegExp, to: string])[];

/** client-a has two proxies, and a third one that is drained; client-b has a certificate to show; client-c has TCP. */
const [A, B, C] = [tenantOf('client-a'), tenantOf('client-b'), tenantOf('client-c')];

test.each([A, B, C])('what is rendered for $name has no fault', (tenant) => {
  expect(faults(tenant, [])).toEqual([]);
});

const without = (text: string | RegExp): [string | RegExp, string] => [text, ''];

/** An edit of the last resort alone. */
const lastly = (from: string, to: string): [RegExp, string] => [
  new RegExp(`(?<=\nbackend last-resort\n[^#]*?)${from.replaceAll('.', '\\.')}`),
  to,
];

const proxies = (...faults: string[]) => faults.map((fault) => `backend proxies: ${fault}`);
const lastResort = (...faults: string[]) => faults.map((fault) => `backend last-resort: ${fault}`);
const both = (...faults: string[]) => [...proxies(...faults), ...lastResort(...faults)];

const FRONT = 'bind "$ADDRESS":3128';
const TO_LAST_RESORT = 'use_backend last-resort if { nbsrv(proxies) eq 0 }';
const NO_LAST_RESORT = 'port 3128 leads to no last resort, so slow proxies would be an outage';
const NAMING = 'port 3128 does not replace X-Egress-Client, so a client chooses which pod the audit record names';
const SOCKET = 'stats socket ipv4@127.0.0.1:9999 level operator';
const SERVICE = 'http-request use-service lua.certificate if { path /certificate }';

test.each<[string, Tenant, Edits]>([
  ['a comment', A, [['  balance', '  # listen here\n  balance']]],
  ['a comment behind a word', A, [['balance first', 'balance first# of all']]],
  ['a tab', A, [['  balance first', '\tbalance\tfirst']]],
  ['a line end of another system', A, [['balance first', 'balance first\r']]],
  ['another indentation', A, [['  balance first', 'balance first']]],
  ['other patience', A, [['retries 3', 'retries 9']]],
  ['other checks', A, [['inter 150ms fastinter 20ms fall 3', 'inter 2s fastinter 500 fall 3']]],
  [
    'other names',
    A,
    [
      [/last-resort/g, 'patient'],
      [/proxies/g, 'squid'],
    ],
  ],
  [
    'the default way before the other',
    A,
    [without('  default_backend proxies\n'), [FRONT, `${FRONT}\n  default_backend proxies`]],
  ],
  ['a choice in each backend', A, [without('balance first'), [/^backend .*/gm, '$&\n  balance first']]],
  [
    'a choice that backends take back',
    A,
    [
      ['balance first', 'balance leastconn'],
      [/^backend .*/gm, '$&\n  balance first'],
    ],
  ],
  ['a choice that does not concern them', A, [['defaults\n', 'defaults\n  balance leastconn\ndefaults\n']]],
  ['a later TLS', B, [['TLSv1.2', 'TLSv1.3']]],
  ['a parameter at each server', B, [without(' verify required'), [/verifyhost \S+/g, '$& verify required']]],
  [
    'a parameter in each backend',
    B,
    [without(' verify required'), [/^backend .*/gm, '$&\n  default-server verify required']],
  ],
  ['the last of two parameters', B, [['verify required', 'verify none verify required']]],
  [
    'the later of two lines',
    B,
    [
      ['verify required', 'verify none'],
      [/^backend .*/gm, '$&\n  default-server verify required'],
    ],
  ],
  [
    'that nobody learns when the certificate ends',
    B,
    [without(/.*expiry\.lua\n/), without(`  ${SOCKET}\n`), without(`  ${SERVICE}\n`)],
  ],
])('%s is none', (_, tenant, edits) => {
  expect(faults(tenant, edits)).toEqual([]);
});

test.each<[string, Tenant, Edits, string[]]>([
  ['nothing at all', A, [[/[\s\S]+/, '']], ['port 3128 leads to no proxies', 'port 8404 does not report readiness']],
  [
    'a line before all sections',
    A,
    [['global\n', 'stats socket /tmp/s\nglobal\n']],
    ['its beginning has stats socket /tmp/s, which no gateway needs'],
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
    ['backend last-resort has "listen" other, which no gateway needs'],
  ],
  [
    'another kind of section',
    A,
    [['frontend health', 'peers others\nfrontend health']],
    ['backend last-resort has peers others, which no gateway needs'],
  ],
  [
    'a section that names what holds for it',
    A,
    [['frontend tenant', 'frontend tenant from other']],
    ['has the section frontend tenant from other'],
  ],
  [
    'a backend that names what holds for it',
    A,
    [['\nbackend last-resort', '\nbackend last-resort from other']],
    [
      `frontend tenant has ${TO_LAST_RESORT}, which no gateway needs`,
      'has the section backend last-resort from other',
      NO_LAST_RESORT,
      'has the backend last-resort from other, too',
    ],
  ],
  [
    'a socket that configures it',
    A,
    [['  maxconn', '  stats socket :9999 level admin\n  maxconn']],
    ['global has stats socket :9999 level admin, which no gateway needs'],
  ],
  [
    'a command line without a certificate',
    A,
    [['  maxconn', `  ${SOCKET}\n  maxconn`]],
    [`global has ${SOCKET}, which no gateway needs`],
  ],
  ...[
    'stats socket ipv4@0.0.0.0:9999 level operator',
    'stats socket :9999 level operator',
    'stats socket ipv4@127.0.0.1:9998 level operator',
    'stats socket ipv4@127.0.0.1:9999 level admin',
    'stats socket ipv4@127.0.0.1:9999',
    'stats socket ipv4@127.0.0.1:9999 level operator level admin',
    'stats socket /tmp/s level operator',
  ].map((line): [string, Tenant, Edits, string[]] => [
    `the command line by ${line}`,
    B,
    [[SOCKET, line]],
    [`global has ${line}, which no gateway needs`],
  ]),
  [
    'the command line where it is for all',
    B,
    [without(`  ${SOCKET}\n`), ['defaults\n', `defaults\n  ${SOCKET}\n`]],
    [`defaults has ${SOCKET}, which no gateway needs`],
  ],
  [
    'a log to somewhere',
    A,
    [['log stdout', 'log 203.0.113.7:514']],
    ['global has log 203.0.113.7:514 format raw local0 notice, which no gateway needs'],
  ],
  [
    'another script',
    A,
    [['cut.lua', 'other.lua']],
    ['global has lua-load /etc/egress-gateway/other.lua, which no gateway needs'],
  ],
  [
    'another script beside a certificate',
    B,
    [['expiry.lua', 'other.lua']],
    ['global has lua-load /etc/egress-gateway/other.lua, which no gateway needs'],
  ],
  [
    'the script for a certificate without one',
    A,
    [['cut.lua', 'expiry.lua']],
    ['global has lua-load /etc/egress-gateway/expiry.lua, which no gateway needs'],
  ],
  [
    'the service for a certificate without one',
    A,
    [['  monitor-uri', `  ${SERVICE}\n  monitor-uri`]],
    [`frontend health has ${SERVICE}, which no gateway needs`],
  ],
  ...[
    'http-request use-service lua.certificate',
    'http-request use-service lua.certificate if { path /certificate } or TRUE',
    'http-request use-service lua.other if { path /certificate }',
    'http-request redirect location / if { path /certificate }',
  ].map((line): [string, Tenant, Edits, string[]] => [
    `for the certificate ${line}`,
    B,
    [[SERVICE, line]],
    [`frontend health has ${line}, which no gateway needs`],
  ]),
  [
    'the service for a certificate at the front',
    B,
    [[FRONT, `${FRONT}\n  ${SERVICE}`]],
    [`frontend tenant has ${SERVICE}, which no gateway needs`],
  ],
  [
    'another protocol for all',
    A,
    [['mode http', 'mode tcp']],
    ['defaults has mode tcp, which no gateway needs', NAMING],
  ],
  ...[
    ['a header that a client may send, too', '  http-request del-header X-Egress- -m beg\n', ''],
    ['no header for the pod', '  http-request set-header X-Egress-Client %[src]:%[src_port]\n', ''],
  ].map(([what, line, other]): [string, Tenant, Edits, string[]] => [
    what as string,
    A,
    [[line as string, other as string]],
    [NAMING],
  ]),
  [
    'a header for the pod that is removed afterwards',
    A,
    [
      ['  http-request del-header X-Egress- -m beg\n', ''],
      ['%[src_port]\n', '%[src_port]\n  http-request del-header X-Egress- -m beg\n'],
    ],
    [NAMING],
  ],
  ...[
    'X-Egress-Client %[hdr(x)]',
    'X-Other %[src]:%[src_port]',
    'X-Egress-Client %[src]:%[src_port] if { src 10.0.0.1 }',
  ].map((header): [string, Tenant, Edits, string[]] => [
    `the header ${header}`,
    A,
    [['X-Egress-Client %[src]:%[src_port]', header]],
    [`frontend tenant has http-request set-header ${header}, which no gateway needs`, NAMING],
  ]),
  [
    'a server for all',
    A,
    [['mode http', 'mode http\n  server other 203.0.113.7:3128']],
    [
      'defaults has server other 203.0.113.7:3128, which no gateway needs',
      ...both(
        'has a server other at 203.0.113.7:3128 that is not a proxy of client-a',
        'prefers other, squid-a, squid-a2, squid-a3 (expected squid-a, squid-a2, squid-a3, in this order)',
      ),
    ],
  ],
  [
    'a way for all',
    A,
    [['mode http', 'mode http\n  default_backend proxies']],
    ['defaults has default_backend proxies, which no gateway needs'],
  ],
  [
    'another protocol at the front',
    A,
    [[FRONT, `${FRONT}\n  mode tcp`]],
    ['frontend tenant has mode tcp, which no gateway needs', NAMING],
  ],
  [
    'a further port',
    A,
    [[FRONT, `${FRONT}\n  bind :9999`]],
    ['frontend tenant has bind :9999, which no gateway needs'],
  ],
  [
    'a further port beside the health',
    A,
    [['bind :8404', `bind :8404\n  ${FRONT}\n  ${TO_LAST_RESORT}\n  default_backend proxies`]],
    [
      `frontend health has ${FRONT}, which no gateway needs`,
      `frontend health has ${TO_LAST_RESORT}, which no gateway needs`,
      'frontend health has default_backend proxies, which no gateway needs',
      NAMING,
    ],
  ],
  [
    'a port with more to it',
    A,
    [[FRONT, `${FRONT} accept-proxy`]],
    [`frontend tenant has ${FRONT} accept-proxy, which no gateway needs`, 'port 3128 leads to no proxies'],
  ],
  [
    'no way from the port',
    A,
    [without('  default_backend proxies\n')],
    [`frontend tenant has ${TO_LAST_RESORT}, which no gateway needs`, 'port 3128 leads to no proxies'],
  ],
  [
    'one of two ways that is none',
    A,
    [['frontend health', `frontend other\n  ${FRONT}\nfrontend health`]],
    ['port 3128 leads to no proxies', NO_LAST_RESORT, NAMING],
  ],
  [
    'one of two ways without a last resort',
    A,
    [['frontend health', `frontend other\n  ${FRONT}\n  default_backend proxies\nfrontend health`]],
    [NO_LAST_RESORT, NAMING],
  ],
  [
    'one of two ways that is the last resort',
    A,
    [['frontend health', `frontend other\n  ${FRONT}\n  default_backend last-resort\nfrontend health`]],
    ['port 3128 leads to no proxies', NO_LAST_RESORT, NAMING],
  ],
  [
    'no health',
    A,
    [without('  bind :8404\n')],
    [
      'frontend health has monitor-uri /ready, which no gateway needs',
      'frontend health has monitor fail if { nbsrv(proxies) eq 0 }, which no gateway needs',
      'frontend health has http-request return status 200 content-type text/plain lf-string %[fe_conn(tenant)] if { path /connections }, which no gateway needs',
      'port 8404 does not report readiness',
    ],
  ],
  [
    'a further backend',
    A,
    [['\nbackend proxies', '\nbackend other\n  server other 203.0.113.7:3128\nbackend proxies']],
    ['has the backend other, too'],
  ],
  [
    'a backend twice',
    A,
    [['frontend health', 'backend proxies\n  server other 203.0.113.7:3128\nfrontend health']],
    ['has the backend proxies, too'],
  ],
  [
    'another backend',
    A,
    [
      ['\nbackend proxies', '\nbackend other\n  server other 203.0.113.7:3128 check\nbackend proxies'],
      ['default_backend proxies', 'default_backend proxies\n  default_backend other'],
      ['nbsrv(proxies)', 'nbsrv(other)'],
    ],
    [
      'has the backend proxies, too',
      ...['squid-a', 'squid-a2', 'squid-a3'].map((name) => `backend other: has no server ${name}`),
      'backend other: has a server other at 203.0.113.7:3128 that is not a proxy of client-a',
      'backend other: prefers other (expected squid-a, squid-a2, squid-a3, in this order)',
    ],
  ],
  [
    'a backend that is not there',
    A,
    [['default_backend proxies', 'default_backend other']],
    [`frontend tenant has ${TO_LAST_RESORT}, which no gateway needs`, 'port 3128 leads to no proxies'],
  ],
  [
    'a backend chosen by something',
    A,
    [['  default_backend', '  use_backend proxies if TRUE\n  default_backend']],
    ['frontend tenant has use_backend proxies if TRUE, which no gateway needs'],
  ],
  ...[
    'use_backend last-resort',
    'use_backend last-resort if TRUE',
    'use_backend last-resort unless { nbsrv(proxies) eq 0 }',
    'use_backend last-resort if { nbsrv(proxies) eq 0 } or TRUE',
    'use_backend last-resort if { nbsrv(proxies) le 1 }',
    'use_backend last-resort if { nbsrv(last-resort) eq 0 }',
  ].map((line): [string, Tenant, Edits, string[]] => [
    `for the last resort ${line}`,
    A,
    [[TO_LAST_RESORT, line]],
    [`frontend tenant has ${line}, which no gateway needs`, NO_LAST_RESORT, 'has the backend last-resort, too'],
  ]),
  [
    'proxies that are their own last resort',
    A,
    [
      [/\nbackend last-resort\n[^#]*/, '\n'],
      ['use_backend last-resort', 'use_backend proxies'],
    ],
    ['frontend tenant has use_backend proxies if { nbsrv(proxies) eq 0 }, which no gateway needs', NO_LAST_RESORT],
  ],
  ['no last resort', A, [[/\nbackend last-resort\n[^#]*/, '\n'], without(`  ${TO_LAST_RESORT}\n`)], [NO_LAST_RESORT]],
  [
    'a last resort that is not there',
    B,
    [[/\nbackend last-resort\n[^#]*/, '\n']],
    [`frontend tenant has ${TO_LAST_RESORT}, which no gateway needs`, NO_LAST_RESORT],
  ],
  [
    'a last resort that nothing leads to',
    B,
    [without(`  ${TO_LAST_RESORT}\n`)],
    [NO_LAST_RESORT, 'has the backend last-resort, too'],
  ],
  [
    'a second last resort',
    A,
    [
      [TO_LAST_RESORT, `${TO_LAST_RESORT}\n  use_backend other if { nbsrv(proxies) eq 0 }`],
      ['frontend health', 'backend other\nfrontend health'],
    ],
    [
      'frontend tenant has use_backend other if { nbsrv(proxies) eq 0 }, which no gateway needs',
      'has the backend other, too',
    ],
  ],
  [
    'a connection check to elsewhere',
    A,
    [['http-check expect', 'http-check connect addr 203.0.113.7\n  http-check expect']],
    ['backend proxies has http-check connect addr 203.0.113.7, which no gateway needs'],
  ],
  [
    'servers by their name',
    A,
    [['  server squid-a ', '  server-template other 3 example.com:3128\n  server squid-a ']],
    ['backend proxies has server-template other 3 example.com:3128, which no gateway needs'],
  ],
  [
    'no server',
    A,
    [without('  server squid-a2 172.16.28.18:3128\n')],
    proxies(
      'has no server squid-a2',
      'prefers squid-a, squid-a3 (expected squid-a, squid-a2, squid-a3, in this order)',
    ),
  ],
  [
    'no server in the last resort',
    A,
    [lastly('  server squid-a2 172.16.28.18:3128\n', '')],
    lastResort(
      'has no server squid-a2',
      'prefers squid-a, squid-a3 (expected squid-a, squid-a2, squid-a3, in this order)',
    ),
  ],
  [
    'another address',
    A,
    [[/172\.16\.28\.18/g, '172.16.28.9']],
    both('server squid-a2 is at 172.16.28.9:3128 and not at 172.16.28.18:3128'),
  ],
  [
    'another address in the last resort',
    B,
    [lastly('172.16.28.9', '203.0.113.7')],
    lastResort('server squid-b is at 203.0.113.7:3128 and not at 172.16.28.9:3128'),
  ],
  [
    'another port of the proxy',
    A,
    [['172.16.28.18:3128', '172.16.28.18:22']],
    proxies('server squid-a2 is at 172.16.28.18:22 and not at 172.16.28.18:3128'),
  ],
  [
    'a server of somebody else',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [
      ['balance first', 'balance leastconn'],
      ['  server squid-a ', '  server other 203.0.113.7:3128\n  server squid-a '],
    ],
    proxies('has a server other at 203.0.113.7:3128 that is not a proxy of client-a'),
  ],
  [
    'a server of somebody else in the last resort',
    B,
    [lastly('  server', '  server other 203.0.113.7:3128\n  server')],
    lastResort('has a server other at 203.0.113.7:3128 that is not a proxy of client-b'),
  ],
  [
    'a server twice',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [
      ['balance first', 'balance leastconn'],
      ['  server squid-a2', '  server squid-a 203.0.113.7:3128\n  server squid-a2'],
    ],
    proxies('has a server squid-a at 203.0.113.7:3128 that is not a proxy of client-a'),
  ],
  [
    'a detour',
    A,
    [['172.16.28.18:3128', '172.16.28.18:3128 socks4 203.0.113.7:1080']],
    proxies('server squid-a2 has socks4, 203.0.113.7:1080, which no proxy needs'),
  ],
  [
    'a detour of the last resort',
    A,
    [lastly('172.16.28.18:3128', '172.16.28.18:3128 socks4 203.0.113.7:1080')],
    lastResort('server squid-a2 has socks4, 203.0.113.7:1080, which no proxy needs'),
  ],
  [
    'a detour for all after it',
    A,
    [['  server squid-a3', '  default-server source 172.16.28.9\n  server squid-a3']],
    proxies('server squid-a3 has source, 172.16.28.9, which no proxy needs'),
  ],
  [
    'a detour for all',
    B,
    [['default-server ssl', 'default-server source 172.16.28.9 ssl']],
    both('server squid-b has source, 172.16.28.9, which no proxy needs'),
  ],
  ...['\v', '\f'].map((space): [string, Tenant, Edits, string[]] => [
    `a detour behind ${JSON.stringify(space)}`,
    A,
    [['inter 150ms', `inter 150ms${space}socks4${space}203.0.113.7:1080`]],
    proxies(
      ...['squid-a', 'squid-a2', 'squid-a3'].map(
        (name) => `server ${name} has socks4, 203.0.113.7:1080, which no proxy needs`,
      ),
    ),
  ]),
  ...['inter 150ms', 'fastinter 200ms', 'fall 2', 'rise 2', 'weight 1'].map(
    (parameter): [string, Tenant, Edits, string[]] => {
      const [key] = parameter.split(' ');
      return [
        `more than one word for ${key}`,
        B,
        [['default-server check', `default-server ${key} "$\{X[*]-1\\x20socks4}" check ${parameter}`]],
        proxies(`server squid-b has ${key} "$\{X[*]-1\\x20socks4}", which no proxy needs`),
      ];
    },
  ),
  [
    'a server that nobody asks whether it works',
    A,
    [['default-server check inter', 'default-server inter']],
    proxies(...['squid-a', 'squid-a2', 'squid-a3'].map((name) => `server ${name} lacks check`)),
  ],
  ['a last resort that is given up, too', B, [lastly('3128', '3128 check')], lastResort('server squid-b has check')],
  [
    'TLS where none is promised',
    A,
    [['172.16.28.18:3128', '172.16.28.18:3128 ssl verify none']],
    proxies('server squid-a2 has ssl', 'server squid-a2 has verify "none", not nothing'),
  ],
  [
    'a drained proxy that works',
    A,
    [without(' weight 0')],
    proxies('server squid-a3 takes connections, and is to be drained'),
  ],
  [
    'a drained proxy that is a last resort',
    A,
    [lastly(' weight 0', '')],
    lastResort('server squid-a3 takes connections, and is to be drained'),
  ],
  [
    'a proxy that is drained',
    A,
    [['172.16.28.18:3128', '172.16.28.18:3128 weight 0']],
    proxies('server squid-a2 takes no connections'),
  ],
  [
    'a last resort that is drained',
    B,
    [lastly('3128', '3128 weight 0')],
    lastResort('server squid-b takes no connections', 'has no server that takes connections'),
  ],
  [
    'nothing but drained proxies, as the settings say',
    tenantOf('client-a', { proxies: A.egress.proxies.map((proxy) => ({ ...proxy, drain: true })) }),
    [['balance first', 'balance first\n  default-server weight 0']],
    both('has no server that takes connections'),
  ],
  [
    'another order',
    A,
    [
      ['server squid-a ', 'server squid-b '],
      ['server squid-a2 172.16.28.18', 'server squid-a 172.16.28.8'],
      ['server squid-b 172.16.28.8', 'server squid-a2 172.16.28.18'],
    ],
    proxies('prefers squid-a2, squid-a, squid-a3 (expected squid-a, squid-a2, squid-a3, in this order)'),
  ],
  [
    'another order in the last resort',
    A,
    [
      lastly('server squid-a ', 'server squid-b '),
      lastly('server squid-a2 172.16.28.18', 'server squid-a 172.16.28.8'),
      lastly('server squid-b 172.16.28.8', 'server squid-a2 172.16.28.18'),
    ],
    lastResort('prefers squid-a2, squid-a, squid-a3 (expected squid-a, squid-a2, squid-a3, in this order)'),
  ],
  [
    'all at once where one was promised',
    A,
    [['balance first', 'balance leastconn']],
    both('shares connections among servers by leastconn'),
  ],
  [
    'no choice where one was promised',
    A,
    [without('  balance first\n')],
    both('shares connections among servers by roundrobin'),
  ],
  [
    'a choice that comes too late',
    A,
    [without('  balance first\n'), ['frontend health', 'defaults\n  balance first\nfrontend health']],
    both('shares connections among servers by roundrobin'),
  ],
  [
    'a choice that later defaults forget',
    A,
    [['\nbackend last-resort', '\ndefaults\n  mode http\nbackend last-resort']],
    lastResort('shares connections among servers by roundrobin'),
  ],
  [
    'all at once as the last resort',
    A,
    [['\nbackend last-resort', '\nbackend last-resort\n  balance leastconn']],
    lastResort('shares connections among servers by leastconn'),
  ],
  [
    'one where all at once were promised',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [],
    both('leaves all connections to the first server'),
  ],
  [
    'one in other words where all at once were promised',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [['balance first', 'balance "first"']],
    ['defaults has balance "first", which no gateway needs'],
  ],
  [
    'one as the last resort where all at once were promised',
    tenantOf('client-a', { redundancy: 'active-active' }),
    [
      ['balance first', 'balance leastconn'],
      ['\nbackend last-resort', '\nbackend last-resort\n  balance first'],
    ],
    lastResort('leaves all connections to the first server'),
  ],
  ['no TLS', B, [[' ssl crt', ' crt']], both('server squid-b lacks ssl')],
  [
    'a last resort without TLS',
    B,
    [
      ['  default-server ssl', '  default-server'],
      ['default-server check', 'default-server ssl check'],
    ],
    lastResort('server squid-b lacks ssl'),
  ],
  [
    'a last resort with none of it',
    B,
    [['\nbackend last-resort', '\ndefaults\n  mode http\nbackend last-resort']],
    lastResort(
      'server squid-b lacks ssl',
      'server squid-b has crt nothing, not "/etc/egress-gateway-tls/tls.crt"',
      'server squid-b has ca-file nothing, not "/etc/egress-gateway-tls/ca.crt"',
      'server squid-b has verify nothing, not "required"',
      'server squid-b has ssl-min-ver nothing, not "TLSv1.2"',
    ),
  ],
  [
    'no certificate to show',
    B,
    [without(' crt /etc/egress-gateway-tls/tls.crt')],
    both('server squid-b has crt nothing, not "/etc/egress-gateway-tls/tls.crt"'),
  ],
  [
    'everybody’s authorities',
    B,
    [['ca-file /etc/egress-gateway-tls/ca.crt', 'ca-file @system-ca']],
    both('server squid-b has ca-file "@system-ca", not "/etc/egress-gateway-tls/ca.crt"'),
  ],
  ['anybody', B, [['verify required', 'verify none']], both('server squid-b has verify "none", not "required"')],
  [
    'the last of two parameters that is wrong',
    B,
    [['squid-b.client-b', 'squid-b.client-b verify none']],
    proxies('server squid-b has verify "none", not "required"'),
  ],
  [
    'the later of two lines that is wrong',
    B,
    [['\nbackend last-resort', '\nbackend last-resort\n  default-server verify none']],
    lastResort('server squid-b has verify "none", not "required"'),
  ],
  [
    'any proxy of the authority',
    B,
    [without(' verifyhost squid-b.client-b')],
    proxies('server squid-b has verifyhost nothing, not "squid-b.client-b"'),
  ],
  [
    'any proxy of the authority as the last resort',
    B,
    [lastly(' verifyhost squid-b.client-b', '')],
    lastResort('server squid-b has verifyhost nothing, not "squid-b.client-b"'),
  ],
  [
    'another tenant’s proxy',
    B,
    [['squid-b.client-b', 'squid-b.client-a']],
    proxies('server squid-b has verifyhost "squid-b.client-a", not "squid-b.client-b"'),
  ],
  [
    'a TLS that is broken',
    B,
    [['TLSv1.2', 'TLSv1.1']],
    both('server squid-b has ssl-min-ver "TLSv1.1", not "TLSv1.2"'),
  ],
  [
    'parameters that come after the server',
    B,
    [
      [/^ *default-server ssl(.*)\n/m, ''],
      [
        /^( *default-server check).*\n( *server .*\n)/m,
        '$2$1 ssl crt /etc/egress-gateway-tls/tls.crt ca-file /etc/egress-gateway-tls/ca.crt verify required ssl-min-ver TLSv1.2\n',
      ],
      lastly(
        '3128',
        '3128 ssl crt /etc/egress-gateway-tls/tls.crt ca-file /etc/egress-gateway-tls/ca.crt verify required ssl-min-ver TLSv1.2',
      ),
    ],
    proxies(
      ...[
        'lacks check',
        'lacks ssl',
        'has crt nothing, not "/etc/egress-gateway-tls/tls.crt"',
        'has ca-file nothing, not "/etc/egress-gateway-tls/ca.crt"',
        'has verify nothing, not "required"',
        'has ssl-min-ver nothing, not "TLSv1.2"',
      ].map((fault) => `server squid-b ${fault}`),
    ),
  ],
])('%s is a fault', (_, tenant, edits, expected) => {
  expect(faults(tenant, edits)).toEqual(expected);
});

test.each([
  ['active-passive', false, false],
  ['active-active', false, true],
  ['active-passive', true, true],
] as const)(
  'a gateway with drainGrace has no fault (%s, certificates: %s, outside: %s)',
  (redundancy, clientCertificate, outside) => {
    const { proxies } = A.egress;
    const tenant = tenantOf(A.name, { drainGrace: '10m', redundancy, clientCertificate });
    const text = haproxyConfiguration({
      ...{
        tenant: A.name,
        proxies,
        redundancy,
        clientCertificate,
        outside,
        drainGrace: '10m',
        port: 3128,
        metrics: false,
      },
    });
    const environment = outside ? { egressCheck: { targets: ['1.1.1.1:443'] } } : {};
    expect(faults(tenant, [], text, environment)).toEqual([]);
    const without = { ...tenant, egress: { ...tenant.egress, drainGrace: undefined } };
    expect(faults(without, [], text, environment)).toEqual([
      'global has lua-load /etc/egress-gateway/drain.lua, which no gateway needs',
    ]);
  },
);

test.each([
  ['ciphers ECDHE+AESGCM:ECDHE+CHACHA20', 'ciphers ALL', 'ciphers "ALL", not "ECDHE+AESGCM:ECDHE+CHACHA20"'],
  ['ssl-max-ver TLSv1.2', 'ssl-max-ver TLSv1.1', 'ssl-max-ver "TLSv1.1", not "TLSv1.2"'],
])('another value than %s is a fault', (from, to, fault) => {
  expect(faults(B, [[from, to]])).toEqual(both(`server squid-b has ${fault}`));
  expect(faults(B, [[` ${from}`, '']])).toEqual([]);
});

test.each([
  [true, false],
  [false, true],
])(
  'a gateway whose proxies are switched has no fault (certificates: %s, outside: %s)',
  (clientCertificate, outside) => {
    const { proxies } = A.egress;
    const tenant = tenantOf(A.name, { clientCertificate, certificateSwitch: true });
    const text = haproxyConfiguration({
      ...{ tenant: A.name, proxies, redundancy: 'active-passive', clientCertificate: true, either: true, outside },
      ...{ drainGrace: undefined, port: 3128, metrics: false },
    });
    const environment = outside ? { egressCheck: { targets: ['1.1.1.1:443'] } } : {};
    expect(faults(tenant, [], text, environment)).toEqual([]);
    expect(faults(tenantOf(A.name, { clientCertificate: true }), [], text, environment)).toContain(
      'backend proxies: has a server squid-a.plain at 172.16.28.8:3128 that is not a proxy of client-a',
    );
    expect(
      faults(tenant, [[/squid-a ([^\n]*) verifyhost squid-a.client-a/, 'squid-a $1']], text, environment),
    ).toContain('backend proxies: server squid-a has verifyhost nothing, not "squid-a.client-a"');
  },
);

describe('a gateway that asks whether its proxies reach the outside', () => {
  const egressCheck = { targets: ['1.1.1.1:443'] };
  const text = haproxyConfiguration({
    tenant: A.name,
    proxies: A.egress.proxies,
    redundancy: 'active-passive',
    clientCertificate: false,
    outside: true,
    drainGrace: undefined,
    port: 3128,
    metrics: false,
  });
  const found = (...edits: Edits) => faults(A, edits, text, { egressCheck });
  const reaching = 'backend reaching: server squid-a ';
  const TRACK = 'track proxies/squid-a';
  const AWAY = 'use_backend reaching if { nbsrv(certain) gt 0 } { nbsrv(reaching) gt 0 }';

  test('has no fault as it is rendered', () => {
    expect(found()).toEqual([]);
  });

  test.each<[string, string | RegExp, string, string]>([
    ['another way', AWAY, '', 'port 3128 does not prefer proxies that reach the outside, which egressCheck asks for'],
    ['a way on one condition', AWAY, 'use_backend reaching if { nbsrv(reaching) gt 0 }', 'which no gateway needs'],
    ['a way that is never empty', AWAY, AWAY.replace(/certain/, 'proxies'), 'which no gateway needs'],
    ['servers that are not tracked', TRACK, '', `${reaching}has track nothing, not "proxies/squid-a"`],
    ['servers that track others', TRACK, 'track proxies/squid-a2', `${reaching}has track "proxies/squid-a2"`],
    ['another port', /agent-port 9302/, 'agent-port 22', `${reaching}has agent-port "22", not "9302"`],
    ['another question', /"reaching\\n"/, '"certain\\n"', `${reaching}has agent-send`],
    ['no question', /agent-check /, '', `${reaching}lacks agent-check`],
    [
      'another server',
      /(?<=backend certain[^#]*)172\.16\.28\.18/,
      '172.16.28.19',
      'backend certain: server squid-a2 is at',
    ],
    [
      'a check that a proxy is left for',
      / {2}http-check expect.*/,
      '  external-check command x',
      'which no gateway needs',
    ],
  ])('notices %s', (_, from, to, message) => {
    expect(found([from, to])).toContainEqual(expect.stringContaining(message));
  });
});

describe('a gateway whose metrics Prometheus reads', () => {
  const { proxies } = A.egress;
  const monitoring = { monitoring: { namespace: 'monitoring' } };
  const text = (clientCertificate: boolean) =>
    haproxyConfiguration({
      ...{ tenant: A.name, proxies, redundancy: 'active-passive', clientCertificate, outside: false },
      ...{ drainGrace: undefined, port: 3128, metrics: true },
    });
  const found = (edits: Edits, environment: object = monitoring) => faults(A, edits, text(false), environment);

  test('has no fault where monitoring.namespace is set, and one where it is not', () => {
    expect(found([])).toEqual([]);
    expect(faults(tenantOf(A.name, { clientCertificate: true }), [], text(true), monitoring)).toEqual([]);
    const open = ['port 8405 serves metrics, which monitoring.namespace does not ask for'];
    expect(found([], {})).toEqual(open);
    expect(found([], { monitoring: {} })).toEqual(open);
  });

  test.each([
    ['maxconn 16', 'use_backend proxies'],
    ['maxconn 16', 'stats enable'],
    ['maxconn 16', 'http-request use-service lua.certificate if { path /certificate }'],
    ['if { path /metrics }', 'if { path /other }'],
  ])('may say nothing else: %s becomes %s', (from, to) => {
    expect(found([[from, to]])).toEqual([expect.stringMatching(/^frontend metrics has .*, which no gateway needs$/)]);
  });
});

describe('TCP that is not HTTP', () => {
  const [sftp, mail] = C.forwards;
  const missing = (forward = sftp) =>
    `port ${forward?.listener} does not lead to ${forward?.host}:${forward?.port}, and to nothing else`;
  const LOOPBACK = 'server tenant.loopback 127.0.0.1:8406 send-proxy-v2';

  test.each<[string, Edits, string[]]>([
    ['another host', [['open-tunnel sftp.partner', 'open-tunnel evil.partner']], [missing()]],
    ['another port of the host', [['sftp.partner.example:22', 'sftp.partner.example:23']], [missing()]],
    ['another listener', [[`bind "$ADDRESS":${mail?.listener}`, 'bind "$ADDRESS":5']], [missing(mail)]],
    ['no question', [['  tcp-request content lua.open-tunnel sftp.partner.example:22\n', '']], [missing()]],
    [
      'another way',
      [[LOOPBACK, 'server tenant.loopback 203.0.113.7:8406 send-proxy-v2']],
      ['tunnels do not lead to the gateway’s own front end'],
    ],
    [
      'no script',
      [['  lua-load /etc/egress-gateway/tunnel.lua\n', '']],
      ['the line "lua-load /etc/egress-gateway/tunnel.lua" is missing'],
    ],
    [
      'no way in for tunnels',
      [['  bind 127.0.0.1:8406 accept-proxy\n', '']],
      ['the line "bind 127.0.0.1:8406 accept-proxy" is missing'],
    ],
  ])('%s is a fault', (_, edits, expected) => {
    expect(faults(C, edits)).toEqual(expect.arrayContaining(expected));
  });

  test('a listener that the settings do not have is a fault', () => {
    const more = 'frontend tcp-more\n  mode tcp\n  bind :20009\n  default_backend tunnel\n';
    expect(faults(C, [['frontend health\n', `${more}\nfrontend health\n`]])).toEqual(
      expect.arrayContaining(['frontend tcp-more has bind :20009, which no gateway needs']),
    );
  });

  test('a tenant without it has none of its lines', () => {
    const without = { ...C, forwards: [], egress: { ...C.egress, tcp: [] } };
    expect(faults(without, [])).toEqual(
      expect.arrayContaining(['global has lua-load /etc/egress-gateway/tunnel.lua, which no gateway needs']),
    );
  });
});

describe('the standby', () => {
  const OWN = { A, B, C };
  const found = (tenant: Tenant, edits: Edits, environment = {}) =>
    faults(tenant, edits, configurationOf(tenant.name, IN_RESERVE), environment, IN_RESERVE);

  test.each(Object.values(OWN))(
    'of $name has no fault as it is rendered, and would be one in place of the other',
    (tenant) => {
      expect(found(tenant, [])).toEqual([]);
      expect(found(tenant, [], { egressCheck: { targets: [] } })).toEqual([]);
      expect(faults(tenant, [], configurationOf(tenant.name, IN_RESERVE))).toEqual(
        expect.arrayContaining(['port 3128 leads to no proxies']),
      );
      expect(faults(tenant, [], configurationOf(tenant.name), {}, IN_RESERVE)).toEqual(
        expect.arrayContaining(['port 3128 leads to no proxies']),
      );
    },
  );

  test.each<[string, Edits, string[]]>([
    [
      'that names an address, and so takes half of all connections',
      [['bind :3128', FRONT]],
      [`frontend tenant has ${FRONT}, which no gateway needs`, 'port 3128 leads to no proxies'],
    ],
    ['at the port of the other one’s health', [['bind :8407', 'bind :8404']], ['port 8407 does not report readiness']],
    [
      'that checks proxies',
      [['  retries 3\n', '  retries 3\n  default-server check\n']],
      ['squid-a', 'squid-a2', 'squid-a3'].map((name) => `backend proxies: server ${name} has check`),
    ],
    [
      'to another address',
      [['squid-a2 172.16.28.18', 'squid-a2 172.16.28.19']],
      ['backend proxies: server squid-a2 is at 172.16.28.19:3128 and not at 172.16.28.18:3128'],
    ],
    ['that lets clients name the pod', [['  http-request del-header X-Egress- -m beg\n', '']], [NAMING]],
    [
      'with a last resort',
      [
        ['  default_backend', `  ${TO_LAST_RESORT}\n  default_backend`],
        ['\nfrontend health', '\nbackend last-resort\n  server squid-a 172.16.28.8:3128\nfrontend health'],
      ],
      ['has the backend last-resort, too'],
    ],
    [
      'that serves metrics',
      [['frontend health', 'frontend metrics\n  bind :8405\nfrontend health']],
      ['port 8405 serves metrics, which monitoring.namespace does not ask for'],
    ],
  ])('%s is a fault', (_, edits, expected) => {
    expect(found(A, edits, { monitoring: { namespace: 'monitoring' } })).toEqual(expect.arrayContaining(expected));
  });

  test('has tunnels of its own, and no word of the certificate’s end', () => {
    expect(found(C, [['bind 127.0.0.1:8408', 'bind 127.0.0.1:8406']])).toEqual(
      expect.arrayContaining(['the line "bind 127.0.0.1:8408 accept-proxy" is missing']),
    );
    expect(found(B, [['global\n', `global\n  ${SOCKET}\n`]])).toEqual([`global has ${SOCKET}, which no gateway needs`]);
  });
});
