import { leftovers } from '../../lifetime/leftovers';
import { debianRoot } from '../../testbed/chroot';
import { World } from '../../testbed/proxies';
import { model } from '../../testbed/settings';
import { logs } from './_access-log';
import { certificates } from './_certificates';
import { decides } from './_decides';
import { parses } from './_parses';
import { furnish, TENANTS } from './_tenants';

/** What Squid reads and writes. */
const SHARED = ['/etc/squid', '/etc/resolv.conf', '/etc/hosts', '/run', '/var/log', '/var/spool'];

let world: World;
let root: string;

beforeAll(async () => {
  world = await World.up('proxies-6', model);
  await furnish(world);
  for (const { host } of world.topology.proxies) {
    root = await debianRoot(world.host(host), SHARED);
    await world.startProxy(host, ['chroot', root, 'squid-openssl']);
  }
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

test('what answers is Squid 6, as the user that it is on a VM', async () => {
  const host = world.host('squid-plain');
  const info = await host.must(['curl', '-s', 'http://127.0.0.1:3128/squid-internal-mgr/info']);
  expect(info).toMatch(/^Squid Object Cache: Version 6\./m);
  expect(await host.must(['sh', '-c', 'ps -o user= -p "$(cat /run/squid.pid)"'])).toBe('proxy\n');
});

parses(() => world);
decides(() => world);
certificates(() => world);
logs(() => world);

describe('a Squid without OpenSSL', () => {
  const conf = (tenant: string) => world.rendered(`squid-${tenant}`)['squid.conf'] as string;
  const parse = (tenant: string, ...args: string[]) =>
    world.host(`squid-${tenant}`).run(['chroot', root, 'squid-gnutls', '-k', 'parse', ...args]);

  test('takes the file of a tenant without a list and certificates', async () => {
    expect(await parse('plain')).toMatchObject({ code: 0 });
  });

  test.each(TENANTS.filter((tenant) => tenant !== 'plain'))('refuses the file of %s', async (tenant) => {
    const { code, stderr } = await parse(tenant);
    expect(code).not.toBe(0);
    expect(stderr).toContain('FATAL: ');
  });

  test('does not start where a certificate is asked for, and says which line it cannot hold', async () => {
    const { code, stderr } = await parse('certificate');
    expect(code).not.toBe(0);
    const line =
      conf('certificate')
        .split('\n')
        .findIndex((one) => one.startsWith('https_port ')) + 1;
    expect(stderr).toContain(`FATAL: Bungled /etc/squid/squid.conf line ${line}: https_port `);
  });

  // So that none of them is all that keeps it from starting.
  test.each(['https_port ', 'acl tenant_certificate ', 'logformat '])('refuses "%s…" alone as well', async (start) => {
    const line = conf('certificate')
      .split('\n')
      .find((one) => one.startsWith(start)) as string;
    await world.host('squid-plain').write('/etc/squid/one-line.conf', `${line}\n${conf('plain')}`);
    const { code, stderr } = await parse('plain', '-f', '/etc/squid/one-line.conf');
    expect(code).not.toBe(0);
    expect(stderr).toContain(`FATAL: Bungled /etc/squid/one-line.conf line 1: ${line.slice(0, 60)}`);
  });
});
