import { leftovers } from '../leftovers';
import { waitFor } from '../wait';
import { model } from './_fixture';
import { World } from './_world';

const REFUSED = {
  'private, by address': 'http://10.9.9.9/',
  'private, by name': 'http://inside.test/',
  'private, by a name that is on the list': 'http://inside.below.test/',
  'another machine of the private network': 'http://172.16.28.1/',
  'the pods': 'http://100.64.0.10/',
  loopback: 'http://127.0.0.1/',
  'loopback, as one number': 'http://2130706433/',
  'loopback, in hexadecimal': 'http://0x7f.1/',
  'loopback, in octal': 'http://0177.0.0.1/',
  'the metadata': 'http://169.254.42.42/',
  'the metadata by IPv6': 'http://[fd00:42::42]/',
  'IPv4 in IPv6': 'http://[::ffff:10.9.9.9]/',
  'loopback by IPv6': 'http://[::1]/',
  NAT64: 'http://[64:ff9b::a09:909]/',
  '6to4': 'http://[2002:a09:909::1]/',
  Teredo: 'http://[2001:0:a09:909::1]/',
};

let world: World;

beforeAll(async () => {
  world = await World.up('proxies', model);
  for (const name of ['exact.test', 'a.below.test', 'unlisted.test'])
    await world.internet.serve({ name, https: [443, 8443] });
  await world.internet.serve({ name: 'other-port.test', https: [443, 8443] });
  await world.internet.resolve('inside.test', '10.9.9.9');
  await world.internet.resolve('inside.below.test', '10.9.9.9');
  await world.pki.issue({ file: 'own', subject: '/CN=certificate' });
  await world.pki.issue({ file: 'foreign', subject: '/CN=plain' });
  await world.certify('squid-certificate');
  for (const { host } of world.topology.proxies) await world.startProxy(host);
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

/** A request of a tenant's own node through its own proxy. */
function own(tenant: string, ...args: string[]) {
  const identity = tenant === 'certificate' ? certificateOf('own') : [];
  return world.curl(`${tenant}-pool-1`, `squid-${tenant}`, ...identity, ...args);
}

function certificateOf(name: string): string[] {
  return [
    '--proxy-cacert',
    world.pki.file('ca.crt'),
    '--proxy-cert',
    world.pki.file(`${name}.crt`),
    '--proxy-key',
    world.pki.file(`${name}.key`),
  ];
}

const TENANTS = ['plain', 'listed', 'reported', 'certificate'] as const;

test.each(TENANTS)('%s: Squid parses the rendered file without a warning', async (tenant) => {
  const { code, stderr } = await world.host(`squid-${tenant}`).run(['squid', '-k', 'parse']);
  expect(code).toBe(0);
  expect(stderr).toContain('Processing: http_access deny all');
  const remarks = stderr.split('\n').filter((line) => !line.includes('Processing'));
  expect(remarks.join('\n')).not.toMatch(/warning|error|obsolete|deprecated|unknown|unrecognized|bungled/i);
});

test.each(TENANTS)('%s: a listed host is reached, plain and by a tunnel, with the public address', async (tenant) => {
  const { publicAddress } = world.topology.proxies.find((plan) => plan.tenant === tenant) as { publicAddress: string };
  for (const url of ['http://exact.test/', 'https://exact.test/', 'http://a.below.test/', 'http://EXACT.test./']) {
    expect(await own(tenant, url)).toMatchObject({ status: 200, body: `${publicAddress}\n` });
  }
});

test.each([
  ['plain', 200],
  ['listed', 403],
  ['reported', 200],
  ['certificate', 403],
] as const)('%s: a host that is on no list is answered with %i', async (tenant, status) => {
  expect(await own(tenant, 'http://unlisted.test/')).toMatchObject({ status });
  expect(await own(tenant, 'https://unlisted.test/')).toMatchObject({ status });
});

test('a port that an entry names is open to its host, by a tunnel as well, and to no other', async () => {
  expect(await own('listed', 'https://other-port.test:8443/')).toMatchObject({ status: 200 });
  expect(await own('listed', 'https://exact.test:8443/')).toMatchObject({ status: 403 });
  expect(await own('listed', 'https://other-port.test/')).toMatchObject({ status: 403 });
  expect(await own('plain', 'https://other-port.test:8443/')).toMatchObject({ status: 403 });
  // Not by the list, which report mode does not enforce, but by the ports.
  expect(await own('reported', 'https://other-port.test:8443/')).toMatchObject({ status: 200 });
  expect(await own('reported', 'https://exact.test:8443/')).toMatchObject({ status: 403 });
});

describe.each(TENANTS)('%s:', (tenant) => {
  test.each(Object.entries(REFUSED))('%s is refused', async (_, url) => {
    expect(await own(tenant, '--globoff', url)).toMatchObject({ status: 403 });
    expect(await own(tenant, '--globoff', url.replace('http', 'https'))).toMatchObject({ status: 403 });
  });

  test.each(['http://exact.test:25/', 'http://exact.test:8080/', 'https://exact.test:22/', 'ftp://exact.test:80/'])(
    '%s is refused',
    async (url) => {
      expect(await own(tenant, url)).toMatchObject({ status: 403 });
    },
  );

  test('a tunnel to port 80 is refused', async () => {
    expect(await own(tenant, '--proxytunnel', 'http://exact.test/')).toMatchObject({ status: 403 });
  });
});

test('the cache manager answers on loopback and nowhere else', async () => {
  const info = ['curl', '-s', '-o', '/dev/null', '-w', '%{http_code}', 'http://127.0.0.1:3128/squid-internal-mgr/info'];
  expect(await world.host('squid-plain').must(info)).toBe('200');
  expect(await own('plain', 'http://127.0.0.1:3128/squid-internal-mgr/info')).toMatchObject({ status: 403 });
  expect(await own('plain', 'http://exact.test/squid-internal-mgr/info')).toMatchObject({ status: 403 });
  expect(await world.raw('plain-pool-1', 'squid-plain', 'GET /squid-internal-mgr/info HTTP/1.0\r\n\r\n')).toMatch(
    / 403 /,
  );
});

test('it listens on the private address and on loopback only', async () => {
  const sockets = await world.host('squid-plain').must(['ss', '-Htln']);
  const listening = sockets
    .trim()
    .split('\n')
    .map((line) => line.split(/\s+/)[3]);
  expect(listening.sort()).toEqual(['127.0.0.1:3128', '172.16.28.8:3128']);
});

test('neither the version nor addresses of the cluster reach tenant or partner', async () => {
  const refused = await own('plain', '-i', 'http://exact.test:25/');
  expect(refused.body).toContain('ERR_ACCESS_DENIED');
  expect(refused.body).not.toMatch(/squid\/|\b5\.7\b|\b6\.\d+\b/i);
  await own('plain', 'http://exact.test/seen');
  const headers = JSON.stringify(world.internet.requests().at(-1)?.headers);
  expect(headers).toContain('exact.test');
  expect(headers).not.toMatch(/172\.16\.|x-forwarded-for|squid\//i);
});

test('DNS is not asked who the addresses of the cluster are', async () => {
  await own('plain', 'http://exact.test/');
  expect(world.internet.queries().filter(({ name }) => name.endsWith('arpa'))).toEqual([]);
});

describe('without the firewall', () => {
  const host = 'squid-listed';
  beforeAll(() => world.host(host).must(['nft', 'flush', 'ruleset']));
  afterAll(() => world.host(host).must(['nft', '-f', '/etc/nftables.conf']));

  test("another tenant's node is answered with 403", async () => {
    expect(await world.curl('plain-pool-1', host, 'http://exact.test/')).toMatchObject({ status: 403 });
    expect((await world.accessLog(host)).at(-1)).toMatchObject({ denied_by: 'source' });
  });
});

describe('certificates', () => {
  const curl = (...args: string[]) =>
    world.curl('certificate-pool-1', 'squid-certificate', ...args, 'http://exact.test/');

  test('another name of the same authority is refused by the rules', async () => {
    expect(await curl(...certificateOf('foreign'))).toMatchObject({ status: 403 });
    expect((await world.accessLog('squid-certificate')).at(-1)).toMatchObject({
      denied_by: 'certificate',
      certificate: '/CN=plain',
    });
  });

  test('no certificate, or that of another authority, does not get past the handshake', async () => {
    const folder = world.host('certificate-pool-1').file('/tmp');
    const out = ['-keyout', `${folder}/strange.key`, '-out', `${folder}/strange.crt`];
    const make = ['openssl', 'req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-noenc'];
    await world.host('certificate-pool-1').must([...make, '-days', '1', '-subj', '/CN=certificate', ...out]);
    const strange = ['--proxy-cert', `${folder}/strange.crt`, '--proxy-key', `${folder}/strange.key`];
    const known = ['--proxy-cacert', world.pki.file('ca.crt')];
    expect((await curl(...known, ...strange)).status).toBe(0);
    expect((await curl(...known)).status).toBe(0);
    expect((await curl(...known, ...certificateOf('own'))).status).toBe(200);
  });

  test('one that was revoked does not get past the handshake', async () => {
    const host = world.host('squid-certificate');
    await world.pki.issue({ file: 'stolen', subject: '/CN=certificate' });
    expect((await curl(...certificateOf('stolen'))).status).toBe(200);
    const settings = '[ca]\ndefault_ca=d\n[d]\ndatabase=/run/index\ndefault_md=sha256\ndefault_crl_days=30\n';
    await host.write('/run/ca.conf', settings);
    await host.write('/run/index', '');
    const authority = ['-keyfile', world.pki.file('ca.key'), '-cert', world.pki.file('ca.crt')];
    const ca = ['openssl', 'ca', '-batch', '-config', '/run/ca.conf', ...authority];
    await host.must([...ca, '-revoke', world.pki.file('stolen.crt')]);
    await host.must([...ca, '-gencrl', '-out', '/etc/squid/tls/ca.crl']);
    await host.must(['squid', '-k', 'reconfigure']);
    const stolen = async () => (await curl(...certificateOf('stolen'))).status === 0;
    await waitFor('Squid has read the list', stolen, { timeout: 10_000 });
    expect((await curl(...certificateOf('own'), '--retry', '5', '--retry-all-errors')).status).toBe(200);
    expect(await stolen()).toBe(true);
  });

  test('TLS before 1.2 is refused', async () => {
    const client = ['openssl', 's_client', '-connect', '172.16.28.11:3128', '-cipher', 'ALL:@SECLEVEL=0'];
    const old = await world.host('certificate-pool-1').run([...client, '-tls1_1']);
    expect(old.stdout).toContain('Cipher is (NONE)');
    const current = await world.host('certificate-pool-1').run([...client, '-tls1_2']);
    expect(current.stdout).toMatch(/Cipher is \w+-/);
  });

  test('a Squid that was built without OpenSSL would not start with it', async () => {
    // GnuTLS builds know neither the type of the ACL nor what the log takes from the certificate.
    const conf = world.rendered('squid-certificate')['squid.conf'];
    expect(conf).toContain('\nacl tenant_certificate user_cert CN certificate\n');
    expect(conf).toContain('%#.200ssl::>cert_subject');
  });
});
