import { breakEngine } from '../../mutants/apply';
import { Partners } from './tcp/_world';

// Programs that know nothing of proxies: SFTP, SMTP with STARTTLS and PostgreSQL with TLS, by the partner's own name.

const PAIR = ['squid-a1', 'squid-a2'];

let world: Partners;

beforeAll(async () => {
  world = await Partners.up();
  await breakEngine(world.lab);
});

afterAll(() => world?.cluster.down());

/** The address that a line of text says was seen. */
function seen(text: string): string | undefined {
  return /seen (?:::ffff:)?(\d+\.\d+\.\d+\.\d+)/.exec(text)?.[1];
}

describe('an unchanged pod', () => {
  test('fetches a file by SFTP, and the partner sees the tenant’s address', async () => {
    expect(await world.fetchesFile('client-a')).toBe('the report\n');
    expect(world.lab.log('internet', 'partner-sshd.log')).toMatch(/Accepted publickey for root from 203\.0\.113\.10 /);
  });

  test('fetches one from another host with the same port', async () => {
    expect(await world.fetchesFile('client-a', 'archive.partner.example')).toBe('the report\n');
  });

  test('sends a mail by SMTP with STARTTLS, with the partner’s certificate checked', async () => {
    const said = await world.sendsMail('client-a');
    expect({ said, seen: seen(said) }).toMatchObject({ seen: '203.0.113.10' });
    expect(said).toContain('subjectAltName: host "smtp.partner.example" matched');
  });

  test.each([
    ['client-a', '203.0.113.10'],
    ['client-b', '203.0.113.12'],
  ])('of %s reaches a database with TLS, and the partner sees that tenant’s address', async (tenant, address) => {
    const said = await world.asksDatabase(tenant);
    expect({ said, seen: seen(said) }).toMatchObject({ seen: address });
  });

  test('does not take another certificate', async () => {
    const said = await world.asksDatabase('client-a', 'db.partner.example', 'archive.partner.example');
    expect(said).toContain('hostname mismatch');
    expect(seen(said)).toBeUndefined();
  });

  test('still asks for pages by the same proxies', async () => {
    expect(await world.cluster.seenAs('client-a-demo', 'web')).toBe('203.0.113.10');
    expect(await world.cluster.seenAs('client-b-demo', 'web')).toBe('203.0.113.12');
  });
});

test('each connection leaves one line, with the pod that made it', async () => {
  const before = world.records(PAIR, 'sftp.partner.example').length;
  await world.fetchesFile('client-a');
  const after = async () => world.records(PAIR, 'sftp.partner.example').slice(before);
  await world.lab.waitFor('it is recorded', async () => (await after()).length > 0);
  const [pod] = await world.cluster.pods('client-a-demo', 'web');
  expect(await after()).toEqual([
    expect.objectContaining({
      tenant: 'client-a',
      method: 'CONNECT',
      port: '22',
      status: '200',
      allowed_by: 'tcp',
      denied_by: '-',
      client: expect.stringMatching(new RegExp(`^${pod?.status.podIP}:\\d+$`)),
    }),
  ]);
});

describe('refused', () => {
  test('every other port of a host, and every other host', async () => {
    const tries = await Promise.all([
      world.connects('client-a', 'sftp.partner.example', 23),
      world.connects('client-a', 'sftp.partner.example', 587),
      world.connects('client-a', 'smtp.partner.example', 22),
      world.connects('client-a', world.lab.topology.internet.web, 22),
      world.connects('client-b', world.lab.topology.internet.web, 22),
    ]);
    expect(tries).toEqual(tries.map(() => 'closed'));
  });

  test('the same by the proxy: host and port are a pair, and only for tunnels', async () => {
    const tunnel = (target: string) => world.asksProxy('client-a', '-p', `http://${target}/`);
    expect(await tunnel('sftp.partner.example:5432')).toBe('000 403');
    expect(await tunnel('other.partner.example:22')).toBe('000 403');
    expect(await tunnel('below.sftp.partner.example:22')).toBe('000 403');
    expect(await world.asksProxy('client-a', 'http://sftp.partner.example:22/')).toBe('403 000');
    expect(await world.asksProxy('client-b', '-p', 'http://sftp.partner.example:22/')).toBe('000 403');
    expect(await world.asksProxy('client-a', 'https://sftp.partner.example/')).toBe('000 403');
  });

  test('a host that resolves to a private address, with the reason in the record', async () => {
    expect(await world.asksDatabase('client-a', 'inside.partner.example')).not.toContain('seen');
    const lines = async () => world.records(PAIR, 'inside.partner.example');
    await world.lab.waitFor('it is recorded', async () => (await lines()).length > 0);
    expect(await lines()).toEqual([expect.objectContaining({ status: '403', denied_by: 'private' })]);
  });

  test('the ways of another tenant', async () => {
    const ways = world.forwards('client-a');
    expect(new Set(ways.map(({ address }) => address)).size).toBe(5);
    const tries = await Promise.all(ways.map(({ address = '', port }) => world.connects('client-b', address, port)));
    expect(tries).toEqual(ways.map(() => 'closed'));
  });

  test('all ports of the gateway but its own', async () => {
    const [gateway] = await world.cluster.pods('client-a-demo-egress', 'egress-gateway');
    const address = gateway?.status.podIP ?? '';
    const own = world.forwards('client-a').map(({ listener }) => listener);
    const tries = await Promise.all(
      [8404, 8405, 8406, 8407, 8408, 9999, 20000].map((port) => world.connects('client-a', address, port)),
    );
    expect(own).not.toContain(20000);
    expect(tries).toEqual(tries.map(() => 'closed'));
  });
});

describe('when a proxy fails', () => {
  const squid = (host: string) => world.lab.daemon('squid', host);

  test.each(['SIGKILL', 'SIGSTOP'] as const)('new connections leave by the other one (%s)', async (signal) => {
    await squid('squid-a1').stop(signal);
    try {
      const said = await world.asksDatabase('client-a');
      expect({ said, seen: seen(said) }).toMatchObject({ seen: '203.0.113.11' });
      expect(await world.fetchesFile('client-a')).toBe('the report\n');
    } finally {
      await world.cluster.restore();
    }
    await world.lab.waitFor(
      'the first one is used again',
      async () => seen(await world.asksDatabase('client-a')) === '203.0.113.10',
    );
  });
});

test('nothing has reached the partners past the proxies', async () => {
  expect(await world.cluster.witness.packets()).toBe(0);
});
