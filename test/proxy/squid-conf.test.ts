import type { Tenant } from '../../lib';
import { allowLists, allowListText, squidConf } from '../../lib/proxy';
import { parse, parseCidr, type SquidVersion, scan } from '../../lib/squid';
import { plan, WEB } from './_fixture';

const LIST = [{ host: 'ifconfig.me', ports: WEB }];

function conf(egress: Partial<Tenant['egress']> = {}, pool: Partial<Tenant['nodePool']> = {}): string {
  return squidConf(plan(egress, pool).vm);
}

function directives(text: string, name: string): string[] {
  const lines = text.split('\n').filter((line) => line.startsWith(`${name} `));
  return lines.map((line) => line.slice(name.length + 1));
}

const FIRST = [
  'deny !CONNECT !web_scheme !manager because_scheme',
  'deny !Safe_ports !manager because_port',
  'deny CONNECT !SSL_ports because_port',
  'allow localhost manager',
  'deny manager because_manager',
  'deny !tenant because_source',
];

test('without a list any public host is reached', () => {
  expect(directives(conf(), 'http_access')).toEqual([
    ...FIRST,
    'deny to_private because_private',
    'allow tenant by_any',
    'deny all',
  ]);
  expect(conf()).not.toMatch(/allow\.txt|dstdomain|certificate|report/);
});

/** What was allowed by the first hop. */
const AT_SECOND_HOP = [
  'deny names_hop kept to_private because_private',
  'allow names_hop kept',
  'allow names_hop CONNECT keep',
  'deny names_hop because_manager',
];

test('a list is all that is reached', () => {
  expect(directives(conf({ allow: LIST }), 'http_access')).toEqual([
    ...AT_SECOND_HOP,
    ...FIRST,
    'deny to_private because_private',
    'deny CONNECT allowed_hosts allowed_ports !resolves',
    'allow allowed_hosts allowed_ports by_list',
    'deny because_list',
    'deny all',
  ]);
  expect(directives(conf({ allow: LIST }), 'acl')).toContain('allowed_hosts dstdomain -n "/etc/squid/allow.txt"');
});

const TCP = [
  { name: 'sftp', host: 'sftp.partner.example', port: 22 },
  { name: 'archive', host: 'archive.partner.example', port: 22 },
  { name: 'mail', host: 'smtp.partner.example', port: 587 },
];

test.each([
  ['without a list', {}, 'allow tenant by_any'],
  ['with a list', { allow: LIST }, 'deny because_list'],
])('hosts of egress.tcp are reached by tunnels, each on its own port (%s)', (_, egress, last) => {
  const text = conf({ ...egress, tcp: TCP });
  const access = directives(text, 'http_access');
  expect(access).toEqual(
    expect.arrayContaining([
      'deny !Safe_ports !manager !tcp_22 !tcp_587 because_port',
      'deny CONNECT !SSL_ports !tcp_22 !tcp_587 because_port',
    ]),
  );
  const at = (line: string) => access.indexOf(line);
  expect(at('allow tcp_22 by_tcp')).toBe(at('deny to_private because_private') + 1);
  expect(at('allow tcp_587 by_tcp')).toBe(at('allow tcp_22 by_tcp') + 1);
  expect(at(last)).toBeGreaterThan(at('allow tcp_587 by_tcp'));
  expect(directives(text, 'acl').filter((line) => line.startsWith('tcp_'))).toEqual([
    'tcp_hosts_22 dstdomain -n archive.partner.example',
    'tcp_hosts_22 dstdomain -n sftp.partner.example',
    'tcp_port_22 port 22',
    'tcp_22 all-of CONNECT tcp_hosts_22 tcp_port_22',
    'tcp_hosts_587 dstdomain -n smtp.partner.example',
    'tcp_port_587 port 587',
    'tcp_587 all-of CONNECT tcp_hosts_587 tcp_port_587',
  ]);
});

test.each([
  ['without a list', {}],
  ['with a list', { allow: LIST }],
  ['in report mode', { allow: LIST, mode: 'report' as const }],
  ['with client certificates', { clientCertificate: true }],
])('denied hosts come before all that allows, and before addresses are looked up, %s', (_, egress) => {
  const { vm } = plan(egress);
  const denyHosts = ['one.bad.test', '.bad.test', 'worse.test'];
  const text = squidConf({ ...vm, environment: { ...vm.environment, denyHosts } });
  expect(directives(text, 'acl').filter((line) => line.startsWith('denied_hosts'))).toEqual([
    'denied_hosts dstdomain -n .bad.test',
    'denied_hosts dstdomain -n worse.test',
  ]);
  expect(directives(text, 'acl')).toContain('because_environment annotate_transaction denied_by=environment');
  const rules = directives(text, 'http_access');
  const at = rules.indexOf('deny denied_hosts because_environment');
  expect(at).toBe(rules.indexOf('deny to_private because_private') - 1);
  expect(at).toBeLessThan(rules.findIndex((rule) => rule.startsWith('allow') && !/manager|names_hop/.test(rule)));
});

test('an empty list lets nothing through', () => {
  const rules = directives(conf({ allow: [] }), 'http_access');
  expect(rules.filter((rule) => rule.startsWith('allow'))).toEqual(['allow localhost manager']);
});

test('the ports of each list are excused from the rules about ports', () => {
  const allow = [8443, 25].map((port) => ({ host: `h${port}.test`, ports: [port] }));
  expect(directives(conf({ allow }), 'http_access')).toEqual(
    expect.arrayContaining([
      'deny !Safe_ports !manager !partner_25 !partner_8443 because_port',
      'deny CONNECT !SSL_ports !partner_25 !partner_8443 because_port',
    ]),
  );
});

test('report mode lets everything public through and notes what the list would have denied', () => {
  const text = conf({ allow: LIST, mode: 'report' });
  expect(directives(text, 'http_access').slice(-3)).toEqual([
    'allow allowed_hosts allowed_ports by_list',
    'allow tenant by_report',
    'deny all',
  ]);
  expect(text).toContain('\n# Report mode: hosts that are not on the list are allowed, with a note in the log.\n');
  expect(text).toContain('"reported_by":"%{reported_by}note"');
});

test('a client certificate of the tenant is asked for before anything is looked up', () => {
  const text = conf({ clientCertificate: true });
  expect(directives(text, 'http_access').slice(FIRST.length)).toEqual([
    'deny !tenant_certificate because_certificate',
    'deny to_private because_private',
    'allow tenant by_any',
    'deny all',
  ]);
  expect(directives(text, 'https_port')).toEqual([
    expect.stringMatching(/^172\.16\.28\.8:3128 .*clientca=\S+ crlfile=\S+ tls-min-version=1\.2/),
  ]);
  expect(directives(text, 'http_port')).toEqual(['127.0.0.1:3128']);
});

test('it listens on the private address and loopback', () => {
  expect(directives(conf(), 'http_port')).toEqual(['127.0.0.1:3128', '172.16.28.8:3128']);
});

test('ports are those of the web; further ones are open to the hosts that name them', () => {
  const text = conf({ allow: [...LIST, { host: 'a.test', ports: [8443, 80] }] });
  const acls = directives(text, 'acl');
  expect(acls).toContain('Safe_ports port 80 443');
  expect(acls).toContain('SSL_ports port 443');
  expect(acls).toContain('allowed_ports_80-8443 port 80 8443');
  expect(acls).toContain('partner_80-8443 all-of allowed_hosts_80-8443 allowed_ports_80-8443 !Safe_ports');
  const rules = directives(text, 'http_access');
  expect(rules).toContain('deny !Safe_ports !manager !partner_80-8443 because_port');
  expect(rules).toContain('deny CONNECT !SSL_ports !partner_80-8443 because_port');
  expect(rules).toContain('allow allowed_hosts_80-8443 allowed_ports_80-8443 by_list_80-8443');
});

test("sources are the pool's, none within another, or the private network", () => {
  const sources = ['172.16.28.20', '172.16.28.16/28', '172.16.29.1', '172.16.29.1/32'];
  expect(directives(conf({}, { sources }), 'acl')).toContain('tenant src 172.16.28.16/28 172.16.29.1');
  expect(directives(conf(), 'acl')).toContain('tenant src 172.16.28.0/22');
});

test('every value of the log is quoted, and what a client writes is encoded and short', () => {
  const [format = ''] = directives(conf({ clientCertificate: true, allow: LIST, mode: 'report' }), 'logformat');
  const record = JSON.parse(format.replace(/^egress /, '')) as Record<string, string>;
  for (const value of Object.values(record)) expect(typeof value).toBe('string');
  for (const code of ['rm', '>rd', 'ssl::>cert_subject', '{User-Agent}>h']) {
    expect(Object.values(record)).toContainEqual(expect.stringMatching(new RegExp(`^%#\\.\\d+${code}$`)));
  }
  const widths = [...format.matchAll(/%#\.(\d+)/g)].map(([, width]) => Number(width));
  expect(widths.reduce((sum, width) => sum + width, 0)).toBeLessThan(4096);
});

test("the tenant's own proxies are refused by their public addresses, as far as they are known", () => {
  const proxies = ['203.0.113.10', undefined, '203.0.113.12'].map((publicAddress, index) => ({
    name: `squid-${index}`,
    address: `172.16.28.${8 + index}`,
    port: 3128,
    publicAddress,
  }));
  const refused = directives(conf({ proxies }), 'acl').filter((line) => line.startsWith('to_private dst 203.'));
  expect(refused.map((line) => line.split(' ')[2])).toEqual(['203.0.113.10', '203.0.113.12']);
  expect(conf()).not.toContain('203.');
});

test('IPv4-translated addresses are refused like the other ways to write IPv4 within IPv6', () => {
  expect(directives(conf(), 'acl').filter((line) => line.startsWith('to_private dst ::ffff:0:0:0/96 '))).toHaveLength(
    1,
  );
});

test('what partners see names neither tenant nor proxy nor environment, and is another for each proxy', () => {
  const { environment, tenant, proxy } = plan();
  const other = { ...proxy, address: '172.16.28.9' };
  const names = [
    conf(),
    squidConf({ environment, tenant, proxy: other }),
    squidConf({ environment, tenant: { ...tenant, name: 'client-b' }, proxy }),
    squidConf({ environment: { ...environment, name: 'production' }, tenant, proxy }),
  ].map((text) => directives(text, 'unique_hostname')[0]);
  for (const name of names) expect(name).toMatch(/^proxy-[0-9a-f]{12}$/);
  expect(new Set(names).size).toBe(names.length);
  // Via stays on: by it Squid recognizes a request that comes round.
  expect(directives(conf(), 'via')).toEqual([]);
});

test('headers that tell where a request came from are removed', () => {
  expect(directives(conf(), 'forwarded_for')).toEqual(['delete']);
  expect(directives(conf(), 'request_header_access')).toEqual(
    expect.arrayContaining(['Forwarded deny all', 'X-Real-IP deny all']),
  );
});

test('two proxies of one name have host names of their own', () => {
  const name = (text: string) => directives(text, 'visible_hostname')[0];
  const { environment, tenant, proxy } = plan();
  const other = squidConf({ environment: { ...environment, name: 'production' }, tenant, proxy });
  expect(name(conf())).toBe('squid-a.client-a.development');
  expect(name(other)).toBe('squid-a.client-a.production');
});

test('lines stay whole whatever a tenant is called', () => {
  for (const line of conf().split('\n')) expect(line).toMatch(/^$|^#|^[a-z_]+ \S/);
});

describe.each([5, 6, 7] as SquidVersion[])('for Squid %i, the scanner finds nothing in', (version) => {
  test.each<[string, Partial<Tenant['egress']>]>([
    ['a plain tenant', {}],
    ['a list', { allow: LIST }],
    ['a list with further ports', { allow: [...LIST, { host: 'a.test', ports: [8443] }] }],
    ['report mode', { allow: [...LIST, { host: 'a.test', ports: [8443] }], mode: 'report' }],
    ['client certificates', { allow: LIST, clientCertificate: true }],
    ['TCP that is not HTTP', { tcp: TCP }],
    ['TCP that is not HTTP, with a list', { allow: LIST, tcp: TCP }],
  ])('%s', (_, egress) => {
    const { environment, tenant, proxy } = plan(egress, { sources: ['172.16.28.20'] });
    const lists = new Map<string, string>(
      (allowLists(tenant) ?? []).map((list) => [`/etc/squid/${list.file}`, allowListText(list)] as const),
    );
    const files = { read: (path: string) => lists.get(path), list: () => [] };
    const sources = [parseCidr('172.16.28.20/32')].filter((range) => range !== undefined);
    const config = parse('squid.conf', squidConf({ environment, tenant, proxy }), { version, sources, files });
    expect(config.directives.length).toBeGreaterThan(40);
    expect(scan(config).map(({ line, id, message }) => `${line} ${id} ${message}`)).toEqual([]);
  });
});

test('where a proxy is left while it resolves no name, it does not wait long for an answer that does not come', () => {
  const { vm } = plan();
  expect(squidConf(vm)).not.toMatch(/dns_(retransmit|timeout)/);
  const environment = { ...vm.environment, egressCheck: { targets: ['1.1.1.1:443'] } };
  expect(squidConf({ ...vm, environment })).toMatch(/^dns_retransmit_interval 1 second\ndns_timeout 10 seconds$/m);
});
