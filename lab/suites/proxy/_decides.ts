import { type Ask, ownOf, TENANTS } from './_tenants';

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
  'IPv4 in IPv6, translated': 'http://[::ffff:0:a09:909]/',
  'the metadata, translated': 'http://[::ffff:0:169.254.42.42]/',
  NAT64: 'http://[64:ff9b::a09:909]/',
  '6to4': 'http://[2002:a09:909::1]/',
  Teredo: 'http://[2001:0:a09:909::1]/',
};

/** What gets through, what does not, and what is told to whom. */
export function decides(ask: Ask): void {
  const own = ownOf(ask);

  test.each(TENANTS)('%s: a listed host is reached, plain and by a tunnel, with the public address', async (tenant) => {
    const { publicAddress } = ask().topology.proxies.find((plan) => plan.tenant === tenant) as {
      publicAddress: string;
    };
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

  test.each(TENANTS)(
    '%s: a host that the environment denies is refused, and nobody looks its address up',
    async (tenant) => {
      for (const host of ['denied.below.test', 'DENIED.below.test.', 'forbidden.test', 'a.forbidden.test']) {
        expect(await own(tenant, `http://${host}/`)).toMatchObject({ status: 403 });
        expect(await own(tenant, `https://${host}/`)).toMatchObject({ status: 403 });
      }
      expect(await own(tenant, 'http://a.below.test/')).toMatchObject({ status: 200 });
      const names = ask()
        .internet.queries()
        .map(({ name }) => name.toLowerCase());
      expect(names).toContain('a.below.test');
      expect(names.filter((name) => /denied|forbidden/.test(name))).toEqual([]);
    },
  );

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
    const info = [
      'curl',
      '-s',
      '-o',
      '/dev/null',
      '-w',
      '%{http_code}',
      'http://127.0.0.1:3128/squid-internal-mgr/info',
    ];
    expect(await ask().host('squid-plain').must(info)).toBe('200');
    expect(await own('plain', 'http://127.0.0.1:3128/squid-internal-mgr/info')).toMatchObject({ status: 403 });
    expect(await own('plain', 'http://exact.test/squid-internal-mgr/info')).toMatchObject({ status: 403 });
    expect(await ask().raw('plain-pool-1', 'squid-plain', 'GET /squid-internal-mgr/info HTTP/1.0\r\n\r\n')).toMatch(
      / 403 /,
    );
  });

  test('it listens on the private address and on loopback only', async () => {
    const sockets = await ask().host('squid-plain').must(['ss', '-Htln']);
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
    const headers = JSON.stringify(ask().internet.requests().at(-1)?.headers);
    expect(headers).toContain('exact.test');
    expect(headers).not.toMatch(/172\.16\.|x-forwarded-for|squid\//i);
  });

  test.each(TENANTS)('%s: a partner learns neither tenant nor proxy nor environment', async (tenant) => {
    const sent = ['Forwarded: for=172.16.28.20;host=shop', 'X-Real-IP: 172.16.28.20', 'x-forwarded-for: 172.16.28.20'];
    const headers = sent.flatMap((header) => ['-H', header]);
    expect(await own(tenant, ...headers, `http://exact.test/from-${tenant}`)).toMatchObject({ status: 200 });
    const request = ask()
      .internet.requests()
      .find(({ path }) => path === `/from-${tenant}`);
    expect(request?.headers.via).toMatch(/^1\.1 proxy-[0-9a-f]{12} \(squid\)$/);
    const seen = JSON.stringify({ ...request?.headers, host: '' });
    for (const name of [tenant, `squid-${tenant}`, 'proxies', '172.16.28', 'forwarded', 'x-real-ip']) {
      expect(seen.toLowerCase()).not.toContain(name);
    }
  });

  test('a request that comes round is refused', async () => {
    await own('plain', 'http://exact.test/first');
    const via = String(ask().internet.requests().at(-1)?.headers.via);
    expect(await own('plain', '-H', `Via: ${via}`, 'http://exact.test/again')).toMatchObject({ status: 403 });
  });

  test('DNS is not asked who the addresses of the cluster are', async () => {
    await own('plain', 'http://exact.test/');
    expect(
      ask()
        .internet.queries()
        .filter(({ name }) => name.endsWith('arpa')),
    ).toEqual([]);
  });

  describe('without the firewall', () => {
    const host = 'squid-listed';
    beforeAll(() => ask().host(host).must(['nft', 'flush', 'ruleset']));
    afterAll(() => ask().host(host).must(['nft', '-f', '/etc/nftables.conf']));

    test("another tenant's node is answered with 403", async () => {
      expect(await ask().curl('plain-pool-1', host, 'http://exact.test/')).toMatchObject({ status: 403 });
      expect((await ask().accessLog(host)).at(-1)).toMatchObject({ denied_by: 'source' });
    });
  });
}
