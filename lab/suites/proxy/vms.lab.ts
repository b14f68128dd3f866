import { leftovers } from '../../lifetime/leftovers';
import { PAIR, Repository, TUNNEL } from './_vms';

interface Answer {
  readonly vms: readonly {
    readonly state: string;
    readonly files: readonly { readonly path: string; readonly difference: string }[];
  }[];
}

describe.each([
  ['without certificates', false],
  ['with certificates', true],
])('a pair %s', (_, clientCertificate) => {
  let repository: Repository;
  const host = (proxy: string) => repository.world.host(proxy);

  beforeAll(async () => {
    repository = await Repository.up(`proxy-vms-${clientCertificate ? 'tls' : 'plain'}`, clientCertificate);
  });
  afterAll(() => {
    repository?.remove();
    if (!repository?.world) return;
    repository.world.down();
    expect(leftovers(repository.world.state)).toEqual([]);
  });

  async function status() {
    const { code, stdout } = await repository.command('vm:status', '--json');
    return {
      code,
      found: (JSON.parse(stdout) as Answer).vms.map(({ files }) =>
        files.map(({ path, difference }) => `${path} ${difference}`),
      ),
    };
  }

  test('machines with their files are current', async () => {
    expect(await status()).toEqual({ code: 0, found: [[], []] });
  });

  test('what was edited, deleted, added or left open on a machine is noticed, and nothing else', async () => {
    const plants: [string, string, string][] = [
      ['squid-a', 'sed -i s/exact/exacT/ /etc/squid/allow.txt', '/etc/squid/allow.txt edited'],
      ['squid-a', 'rm /etc/nftables.conf', '/etc/nftables.conf missing'],
      ['squid-b', 'echo x >/etc/squid/allow-1.txt', '/etc/squid/allow-1.txt extra'],
      ['squid-b', 'chmod o+w /etc/squid/squid.conf', '/etc/squid/squid.conf writable'],
      [
        'squid-b',
        'chown proxy /usr/local/lib/egress-proxy/listens.sh',
        '/usr/local/lib/egress-proxy/listens.sh writable',
      ],
    ];
    for (const [proxy, command] of plants) await host(proxy).must(['sh', '-c', command]);
    const of = (proxy: string) => plants.filter(([one]) => one === proxy).map(([, , found]) => found);
    const { code, found } = await status();
    expect({ code, found: found.map((files) => files.sort()) }).toEqual({
      code: 1,
      found: PAIR.map((proxy) => of(proxy).sort()),
    });
    // What vm:apply brings is all of it.
    expect(await repository.command('vm:apply')).toMatchObject({
      code: 0,
      stderr: expect.stringContaining('applied, listening'),
    });
    expect(await status()).toEqual({ code: 0, found: [[], []] });
  });

  test('a change gets to both, one after the other, and no request is lost, nor a tunnel cut', async () => {
    await repository.change(['exact.test', 'unlisted.test', TUNNEL]);
    const [, listed] = (await status()).found;
    expect(listed).toEqual(expect.arrayContaining(['/etc/egress/files.sha256 stale', '/etc/squid/allow.txt stale']));
    const answers = await repository.asking(async () => {
      const { code, stdout, stderr } = await repository.command('vm:apply');
      expect({ code, stdout, stderr }).toMatchObject({
        code: 0,
        stdout: expect.stringMatching(/squid-a: applied\n.*squid-b: applied\n/),
      });
    });
    expect(answers.length).toBeGreaterThan(50);
    expect(answers.filter((answer) => answer !== '200')).toEqual([]);
    const commit = await repository.git('rev-parse', 'HEAD');
    for (const proxy of PAIR) expect(await host(proxy).must(['cat', '/etc/egress/commit'])).toBe(`${commit}\n`);
    for (const proxy of PAIR) await host(proxy).must(['sha256sum', '--check', '--quiet', '/etc/egress/files.sha256']);
    expect(await status()).toEqual({ code: 0, found: [[], []] });

    const tunnel = await repository.openTunnel('applied');
    await repository.change(['exact.test']);
    expect(await repository.command('vm:apply')).toMatchObject({ code: 0 });
    expect(await tunnel.answer()).toBe('203.0.113.10');
    expect(await status()).toEqual({ code: 0, found: [[], []] });
  });

  test('files that do not work stop at the first machine, and with --rollback both are as before', async () => {
    const before = await Promise.all(
      PAIR.map((proxy) => host(proxy).must(['cat', '/etc/squid/allow.txt', '/etc/egress/commit'])),
    );
    await repository.change(['exact.test', 'denied.test']);
    // The second machine refuses its firewall.
    await host('squid-b').write('/usr/local/sbin/nft', '#!/bin/sh\nexit 1\n', '755');
    const answers = await repository.asking(async () => {
      const { code, stdout } = await repository.command('vm:apply', '--rollback');
      expect({ code, stdout }).toMatchObject({
        code: 1,
        stdout: expect.stringMatching(/squid-a: restored\n.*squid-b: failed: /),
      });
    });
    expect(answers.filter((answer) => answer !== '200')).toEqual([]);
    const after = await Promise.all(
      PAIR.map((proxy) => host(proxy).must(['cat', '/etc/squid/allow.txt', '/etc/egress/commit'])),
    );
    expect(after).toEqual(before);
    await host('squid-b').must(['rm', '/usr/local/sbin/nft']);
    expect(await repository.command('vm:apply')).toMatchObject({ code: 0 });
  });
});
