import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { loadModel } from '../../lib/model';
import { decide, parse } from '../../lib/squid';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText } from '../support/settings';

const HEAD = `# client A
name: client-a # the client
nodePool: { sources: [172.16.28.20] }
egress:
  proxies: [{ name: squid-a, address: 172.16.28.8, port: 3128 }]
`;
const LIST = `${HEAD}  # Report first.
  mode: report
  allow:
    - ifconfig.me # the seed's
    - { host: pay.example.com, ports: [8443], owner: team-pay } # payments
    - host: files.example.com
      ports: [443]
  private: []
`;
const FILE = 'tenants/client-a.yaml';

function project(text = LIST, environment: object = {}) {
  return new Project({
    [FILE]: text,
    'tenants/client-b.yaml': HEAD.replaceAll('client-a', 'client-b').replace('28.8', '28.9').replace('28.20', '28.21'),
    'overlays/development.ts': environmentText('development', environment as never),
    'overlays/production.ts': environmentText('production', environment as never),
  });
}

const record = (more: object = {}) => ({
  version: '1',
  time: '2026-11-30T10:00:00.000Z',
  environment: 'production',
  tenant: 'client-a',
  proxy: 'squid-a',
  source: '172.16.28.20',
  method: 'CONNECT',
  host: 'api.partner.example',
  port: '443',
  status: '200',
  result: 'TCP_TUNNEL',
  denied_by: '-',
  allowed_by: 'report',
  reported_by: 'list',
  destination: '203.0.113.80',
  milliseconds: '12',
  received: '100',
  sent: '100',
  error: '-',
  agent: '-',
  ...more,
});
const lines = (...records: readonly (object | string)[]) =>
  `${records.map((one) => (typeof one === 'string' ? one : JSON.stringify(record(one)))).join('\n')}\n`;

async function learn(p: Project, log: string | Buffer, ...args: string[]) {
  const from = join(p.folder, typeof log === 'string' ? 'access.log' : 'access.log.gz');
  writeFileSync(from, log);
  return p.run('allow:learn', '--tenant', 'client-a', '--from', from, ...args);
}

test('hosts are added behind the list, ports to their entries, and all else stays', async () => {
  const p = project();
  const { code, out } = await learn(
    p,
    lines(
      {},
      { port: '80' },
      { host: 'API.Partner.Example.' },
      { host: 'pay.example.com', port: '9443' },
      { host: 'files.example.com', port: '444' },
      { host: 'ifconfig.me' },
      { host: 'sftp.example.com', port: '8022' },
    ),
  );
  expect(code).toBe(0);
  expect(p.read(FILE)).toBe(
    LIST.replace('ports: [8443], owner', 'ports: [8443, 9443], owner')
      .replace('ports: [443]', 'ports: [443, 444]')
      .replace('  private', '    - api.partner.example\n    - { host: sftp.example.com, ports: [8022] }\n  private'),
  );
  expect(out).toContain('+ egress.allow: api.partner.example (3 requests)');
  expect(out).toMatch(/client-a\.yaml: 4 entries added/);
  const again = await learn(p, lines({}, { host: 'pay.example.com', port: '9443' }));
  expect(again.out).toMatch(/has all of 2 hosts and ports already; nothing to change/);
});

test('a tenant without a list gets one', async () => {
  const p = project(HEAD);
  const { out } = await learn(p, lines({ allowed_by: 'any', reported_by: undefined }, { host: 'b.example.com' }));
  expect(p.read(FILE)).toBe(`${HEAD}  allow:\n    - api.partner.example\n    - b.example.com\n`);
  expect(out).toMatch(/This is its first allow list/);
});

test('a list on one line stays on one', async () => {
  const p = project(`${HEAD}  allow: [ifconfig.me] # short\n`);
  await learn(p, lines({}));
  expect(p.read(FILE)).toBe(`${HEAD}  allow: [ifconfig.me, api.partner.example] # short\n`);
});

test('an environment with its own list learns its own requests', async () => {
  const own = `${LIST}environments:\n  production:\n    egress:\n      allow: [own.example.com]\n`;
  const p = project(own);
  await learn(p, lines({}, { environment: 'development', host: 'dev.example.com' }));
  expect(p.read(FILE)).toBe(
    own
      .replace('[own.example.com]', '[own.example.com, api.partner.example]')
      .replace('  private', '    - dev.example.com\n  private'),
  );
  const other = project(own);
  const { err } = await learn(other, lines({}, { environment: 'development' }), '--env', 'production');
  expect(err).toMatch(/^not learned, lines of other environments: 1 \(for example development\)$/m);
});

const PLANTED: readonly (object | string)[] = [
  { tenant: 'client-b', host: 'of-b.example.org' },
  { environment: 'staging', host: 'staging.example.org' },
  { denied_by: 'list', host: 'denied.example.org' },
  { denied_by: 'sni', host: 'fronted.example.org' },
  { denied_by: 'private', host: 'private.example.org' },
  { result: 'TCP_DENIED', host: 'denied-by-squid.example.org' },
  { reported_by: 'sni', host: 'other-name.example.org' },
  { sni: 'behind.example.org', host: 'front.example.org' },
  { destination: '10.1.2.3', host: 'inside.example.org' },
  { destination: '169.254.169.254', host: 'rebound.example.org' },
  { error: 'ERR_CONNECT_FAIL', status: '503', host: 'never-there.example.org' },
  { sent: '0', host: 'closed.example.org' },
  { error: 'ERR_DNS_FAIL', host: 'does-not-exist.example.org' },
  { host: '198.51.100.7' },
  { host: '2001:db8::7' },
  { host: '0x7f.1' },
  { host: '*.example.org' },
  { host: '.example.org' },
  { host: 'org' },
  { host: 'web.client-b.svc' },
  { host: 'kubernetes.default' },
  { host: 'web.client-b' },
  { host: 'db.shop.internal' },
  { host: 'printer.local' },
  { host: 'co.uk' },
  { host: 'evil.example.org\n    - .com' },
  { host: 'evil.example.org, ports: [22] }' },
  { host: '%2eexample.org' },
  { host: 'login.example.org', port: '22' },
  { host: 'proxy.example.org', port: '3128' },
  { host: 'port.example.org', port: '0x1bb' },
  { host: 'none.example.org', port: '-' },
  { host: ['list.example.org'] },
  'not json',
  '{"host":"half.example.org"',
  '[]',
  '{"tenant":"client-a","host":"short.example.org","port":"443"}',
  `{"tenant":"client-a","host":"${'x'.repeat(100_000)}"}`,
];

test('nothing of others, nothing denied and nothing that is not a public host is learned', async () => {
  const p = project();
  const { code, err } = await learn(p, lines({}, ...PLANTED));
  expect(code).toBe(0);
  expect(p.read(FILE)).toBe(LIST.replace('  private', '    - api.partner.example\n  private'));
  expect(err).toMatch(/lines that are not audit records: \d+ \(for example line /);
  expect(err).toMatch(/lines of other tenants: 1 \(for example client-b\)$/m);
  expect(err).toMatch(/198\.51\.100\.7:443: is an address/);
  expect(err).toMatch(/login\.example\.org:22: has a port that no allow list opens/);
  expect(err).toMatch(/an address that is not public; .*: 2 \(for example inside\.example\.org:443, rebound\./);
  expect(err).toMatch(/another name inside TLS.*: 2 \(for example other-name\.example\.org:443, front\./);
  expect(err).toMatch(/never-there\.example\.org:443: has not answered any request/);
  expect(err).toMatch(/closed\.example\.org:443: has not answered any request/);
});

test('a host that answered once is learned, and so is one whose name inside TLS is its own', async () => {
  const p = project();
  const failed = { error: 'ERR_CONNECT_FAIL', status: '503' };
  await learn(p, lines(failed, {}, { ...failed, error: 'ERR_CLIENT_GONE', host: 'left.example.org' }));
  await learn(p, lines({ host: 'own.example.org', sni: 'OWN.example.org' }));
  for (const host of ['api.partner.example', 'left.example.org', 'own.example.org'])
    expect(p.read(FILE)).toContain(`- ${host}\n`);
});

test.each([
  ['kubernetes.default', /is a name within the cluster or a private network/],
  ['metadata.google.internal', /is a name within the cluster or a private network/],
  ['PRINTER.local.', /is a name within the cluster or a private network/],
  ['co.uk', /is a public suffix/],
])('%s is refused with a reason', async (host, reason) => {
  const p = project();
  const { code, out, err } = await learn(p, lines({ host }), '--dry-run');
  expect([code, out, err]).toEqual([0, expect.not.stringContaining('+ '), expect.stringMatching(reason)]);
  expect(p.read(FILE)).toBe(LIST);
});

test.each(['s3.amazonaws.com', 'github.io', 'example.co.uk', 'partner.example', 'xn--e1afmkfd.xn--p1ai'])(
  '%s is a host like others',
  async (host) => {
    const p = project();
    await learn(p, lines({ host }));
    expect(p.read(FILE)).toContain(`- ${host}\n`);
  },
);

test('nothing in a log is printed as more than text', async () => {
  const bad = 'a\u001b[2J\u202e\nnot learned';
  const { err } = await learn(project(), lines({ host: bad }, { host: bad, denied_by: 'list' }, { tenant: bad }));
  expect(err).toContain('a\\u001b[2J\\u202e\\u000anot learned:443: is not a public host name');
  expect(err).toContain('of requests that were denied: 1 (for example a\\u001b[2J\\u202e\\u000anot learned:443)');
  expect(err).toContain('of other tenants: 1 (for example a\\u001b[2J\\u202e\\u000anot learned)');
  // biome-ignore lint/suspicious/noControlCharactersInRegex: that is what must not be there
  expect(err).not.toMatch(/[\u001b\u202e]|^not learned:/m);
});

test('--dry-run fails for another name inside TLS, which the list cannot open', async () => {
  const hidden = lines({ host: 'ifconfig.me', reported_by: 'sni' }, { host: 'ifconfig.me' });
  const { code, out, err } = await learn(project(), hidden, '--dry-run');
  expect([code, out]).toEqual([1, expect.stringMatching(/nothing to change; tunnels with another name inside TLS/)]);
  expect(err).toMatch(/another name inside TLS, which mode: enforce closes .*: 1 \(for example ifconfig\.me:443\)/);
  expect(await learn(project(), hidden)).toMatchObject({ code: 0 });
});

test('what the environment denies is not learned', async () => {
  const { err } = await learn(project(LIST, { denyHosts: ['.partner.example'] }), lines({}));
  expect(err).toMatch(/api\.partner\.example:443: is denied by denyHosts/);
});

const LISTENER = { address: '172.16.28.8', port: 3128, name: '3128' };

/** Whether each request would get through, with the list enforced. */
function replay(p: Project, requests: readonly { readonly host: string; readonly port: string }[]) {
  p.write({ [FILE]: p.read(FILE).replace('mode: report', 'mode: enforce') });
  const { model } = loadModel({ tenants: `${p.folder}/tenants`, environments: `${p.folder}/overlays` });
  const folder = 'dist/infra/production/client-a/squid-a';
  const files = new Map(synthesize(model).map(({ path, content }) => [path, content]));
  const squid = files.get(`${folder}/squid.conf`) ?? '';
  const read = (path: string) => files.get(`${folder}/${path.split('/').at(-1)}`);
  const config = parse('/etc/squid/squid.conf', squid, { files: { read, list: () => [] } });
  return requests.map(({ host, port }) => {
    // No proxy opens a tunnel to port 80.
    const method = port === '80' ? 'GET' : 'CONNECT';
    const asked = { src: '172.16.28.20', method, host, port: Number(port), headers: {}, local: LISTENER };
    const { allowed, reason } = decide(config, { ...asked, dstAddresses: ['203.0.113.80'] });
    return allowed === 'unknown' ? `${host}:${port} ${reason}` : allowed;
  });
}

test('the same requests are then allowed with mode: enforce, and the planted ones are not', async () => {
  const p = project();
  const good = ['a.example.net', 'b.c.example.net', 'd.github.io'].flatMap((host) =>
    ['443', '80', '8443'].map((port) => ({ host, port })),
  );
  await learn(p, lines(...good, ...PLANTED));
  expect(new Set(replay(p, good))).toEqual(new Set([true]));
  const planted = PLANTED.flatMap((one) => {
    const { host, port = '443' } = (typeof one === 'string' ? {} : one) as { host?: unknown; port?: string };
    return typeof host === 'string' && /^[a-z0-9.-]+$/.test(host) ? [{ host, port }] : [];
  });
  expect(planted.length).toBeGreaterThan(10);
  expect(new Set(replay(p, planted))).toEqual(new Set([false]));
});

describe('with --group', () => {
  const hosts = (parent: string, count = 3) =>
    Array.from({ length: count }, (_, index) => ({ host: `h${index}.${parent}` }));

  test('enough hosts below one domain are one entry', async () => {
    const p = project();
    await learn(p, lines(...hosts('cdn.example.net'), ...hosts('few.example.net', 2)), '--group', '3');
    expect(p.read(FILE)).toContain('    - .cdn.example.net\n    - h0.few.example.net\n    - h1.few.example.net\n');
  });

  test.each(['co.uk', 'github.io', 's3.amazonaws.com', 'com', 'gov.au'])(
    'never at the public suffix %s',
    async (suffix) => {
      const p = project();
      await learn(p, lines(...hosts(suffix)), '--group', '2');
      expect(p.read(FILE)).not.toContain(`- .${suffix}`);
      expect(p.read(FILE)).toContain(`- h0.${suffix}\n`);
    },
  );

  test('nor around an entry that is there, or a host with other ports', async () => {
    const p = project();
    await learn(
      p,
      lines(...hosts('example.com'), ...hosts('example.net'), { host: 'x.example.net', port: '8443' }),
      '--group',
      '2',
    );
    expect(p.read(FILE)).not.toMatch(/- \./);
  });

  test.each(['1', 'many', '-3'])('%s is not a size', async (size) => {
    expect(await learn(project(), lines({}), `--group=${size}`)).toMatchObject({ code: 2 });
  });
});

test('--dry-run says what would be denied, and changes nothing', async () => {
  const p = project();
  const { code, out } = await learn(p, lines({}), '--dry-run');
  expect([code, p.read(FILE)]).toEqual([1, LIST]);
  expect(out).toMatch(/lacks 1 entry; mode: enforce would deny these requests/);
  expect(await learn(p, lines({ host: 'ifconfig.me' }), '--dry-run')).toMatchObject({ code: 0 });
});

test('as JSON, from a compressed file', async () => {
  const { out } = await learn(project(), gzipSync(lines({}, { tenant: 'client-b' })), '--json');
  expect(JSON.parse(out)).toMatchObject({
    written: true,
    learned: [{ host: 'api.partner.example', ports: [443], requests: 1, path: 'egress.allow' }],
    unused: { 'other-tenant': { lines: 1, examples: ['client-b'] } },
  });
});

test.each([
  [[], /--tenant <name> is needed/],
  [['--tenant', 'client-x'], /unknown tenant client-x/],
  [['--tenant', 'client-a', '--env', 'staging'], /unknown environment staging/],
])('%j cannot run', async (args, message) => {
  const p = project();
  const { code, err } = await p.run('allow:learn', '--from', join(p.folder, 'none.log'), ...args);
  expect(code).toBe(2);
  expect(err).toMatch(message);
});

test('a log that is not there cannot be read', async () => {
  const p = project();
  const { code, err } = await p.run('allow:learn', '--tenant', 'client-a', '--from', join(p.folder, 'none.log'));
  expect([code, err]).toEqual([2, expect.stringMatching(/none\.log: could not be read: ENOENT/)]);
});
