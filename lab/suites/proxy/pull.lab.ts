import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { GIT_USER, startGitServer } from '../../gitops/git-host';
import { leftovers } from '../../lifetime/leftovers';
import { must } from '../../process/exec';
import { waitFor } from '../../process/wait';
import { bootSystemd } from '../../testbed/systemd';
import { PAIR, Repository, TUNNEL } from './_vms';

const SCRIPT = '/usr/local/lib/egress-proxy/egress-pull.sh';
const PORT = 9443;
/** A tag takes effect on the second proxy after as many seconds. */
const WAIT = 4;
let repository: Repository;
let keys: string;
let settings: Readonly<Record<string, unknown>>;

const host = (proxy: string) => repository.world.host(proxy);
const pull = (proxy: string) => host(proxy).run(['sh', SCRIPT]);
const list = (proxy: string) => host(proxy).must(['cat', '/etc/squid/allow.txt']);

/** Makes keys of this name in a folder of the test, and returns the public one. */
async function keyOf(name: string): Promise<string> {
  await must(['ssh-keygen', '-q', '-t', 'ed25519', '-N', '', '-C', '', '-f', join(keys, name)]);
  return (await must(['cut', '-d', ' ', '-f', '1,2', join(keys, `${name}.pub`)])).trim();
}

/** Signs a tag on the newest commit. */
async function sign(tag: string, by: string): Promise<void> {
  const signed = ['-c', 'gpg.format=ssh', '-c', `user.signingKey=${join(keys, by)}`];
  await repository.git(...signed, 'tag', '--sign', '--message', 'x', tag);
}

beforeAll(async () => {
  keys = (await must(['mktemp', '-d'])).trim();
  const signers = [await keyOf('signer')];
  await keyOf('stranger');
  const url = `https://git.test:${PORT}/egress.git`;
  settings = { url, signers, wait: `${WAIT}s` };
  repository = await Repository.up('proxy-pull', false, {}, { pull: settings });
  const { world } = repository;
  await world.internet.serve({ name: 'git.test' });
  const config = join(keys, 'gitconfig');
  writeFileSync(config, '[safe]\n  directory = *\n[uploadpack]\n  allowFilter = true\n');
  const files = {
    certificate: world.pki.file('site-git.test.crt'),
    key: world.pki.file('site-git.test.key'),
    redirects: join(keys, 'redirects.json'),
  };
  const folder = join(repository.folder, '.git');
  await startGitServer(world.internet.host, {
    listeners: [{ port: PORT, tls: true }],
    folder,
    config,
    ...files,
    ...GIT_USER,
  });
  for (const proxy of PAIR) {
    await host(proxy).must([
      'install',
      '-D',
      '-m',
      '644',
      world.pki.file('ca.crt'),
      '/etc/ssl/certs/ca-certificates.crt',
    ]);
  }
}, 180_000);
afterAll(async () => {
  repository?.remove();
  if (keys) await must(['rm', '-rf', keys]);
  if (!repository?.world) return;
  repository.world.down();
  expect(leftovers(repository.world.state)).toEqual([]);
});

test('without a tag nothing is changed, and only root gets to the Git server', async () => {
  const before = await list('squid-a');
  expect(await pull('squid-a')).toMatchObject({ code: 0, stdout: expect.stringContaining('no tag vm/production/') });
  expect(await list('squid-a')).toBe(before);
  const ask = ['curl', '-s', '-o', '/dev/null', '-m', '5', '-w', '%{http_code}', `https://git.test:${PORT}/`];
  expect((await host('squid-a').run(ask)).stdout).toBe('404');
  const squid = await host('squid-a').run(['setpriv', '--reuid=13', '--regid=13', '--clear-groups', ...ask]);
  expect(squid).toMatchObject({ code: 7, stdout: '000' });
});

test('a signed tag gets to one proxy, and later to the other, without a lost request or a cut tunnel', async () => {
  const tunnel = await repository.openTunnel('pulled');
  await repository.change(['exact.test', 'unlisted.test', TUNNEL]);
  await sign('vm/production/9', 'signer');
  const answers = await repository.asking(async () => {
    expect(await pull('squid-b')).toMatchObject({ code: 0, stdout: expect.stringMatching(/brought in \d+ seconds/) });
    expect(await list('squid-b')).not.toContain('unlisted.test');
    expect(await pull('squid-a')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('brought vm/production/9'),
    });
    expect(await list('squid-a')).toContain('unlisted.test');
    await new Promise((resolve) => setTimeout(resolve, WAIT * 1000));
    expect(await pull('squid-b')).toMatchObject({
      code: 0,
      stdout: expect.stringContaining('brought vm/production/9'),
    });
  });
  expect(answers.length).toBeGreaterThan(20);
  expect(answers.filter((answer) => answer !== '200')).toEqual([]);
  expect(await tunnel.answer()).toBe('203.0.113.10');
  const commit = await repository.git('rev-parse', 'HEAD');
  for (const proxy of PAIR) expect(await host(proxy).must(['cat', '/etc/egress/commit'])).toBe(`${commit}\n`);
  const { stdout } = await repository.command('vm:status');
  expect(stdout).toContain('2 current, 0 different, 0 unreachable');
  // The next look finds nothing to do.
  for (const proxy of PAIR) expect(await pull(proxy)).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

describe('what is refused, with the files as they were', () => {
  const refused = async (message: string) => {
    const before = await list('squid-a');
    expect(await pull('squid-a')).toMatchObject({ code: 1, stderr: expect.stringContaining(message) });
    expect(await list('squid-a')).toBe(before);
  };
  const untag = (tag: string) => repository.git('tag', '--delete', tag);

  beforeAll(async () => {
    await repository.change(['exact.test', 'denied.test', TUNNEL]);
  });

  test('a tag without a signature', async () => {
    await repository.git('tag', 'vm/production/10');
    await refused('vm/production/10 is not signed: it is no annotated tag');
    await untag('vm/production/10');
    await repository.git('tag', '--annotate', '--message', 'x', 'vm/production/10');
    await refused('vm/production/10 is not signed by a signer');
    await untag('vm/production/10');
  });

  test('a tag that someone else has signed', async () => {
    await sign('vm/production/10', 'stranger');
    await refused('vm/production/10 is not signed by a signer');
    await untag('vm/production/10');
  });

  test('a signature for something other than Git', async () => {
    await repository.git('tag', '--annotate', '--message', 'x', 'vm/production/10');
    const unsigned = join(keys, 'unsigned');
    writeFileSync(unsigned, `${await repository.git('cat-file', 'tag', 'vm/production/10')}\n`);
    await must(['ssh-keygen', '-q', '-Y', 'sign', '-n', 'file', '-f', join(keys, 'signer'), unsigned]);
    await must(['sh', '-c', `cat "${unsigned}.sig" >>"${unsigned}"`]);
    const object = await repository.git('hash-object', '-t', 'tag', '-w', unsigned);
    await repository.git('update-ref', 'refs/tags/vm/production/10', object);
    await refused('vm/production/10 is not signed by a signer');
    await untag('vm/production/10');
  });

  test('a signed tag under another name', async () => {
    await sign('vm/development/1', 'signer');
    await repository.git(
      'update-ref',
      'refs/tags/vm/production/10',
      await repository.git('rev-parse', 'vm/development/1'),
    );
    await refused('vm/production/10 was signed under another name');
    await untag('vm/production/10');
  });

  test('a tag that has moved, and one that is older than what the VM has', async () => {
    const had = await repository.git('rev-parse', 'vm/production/9');
    await untag('vm/production/9');
    await sign('vm/production/9', 'signer');
    await refused('vm/production/9 is not newer than vm/production/9');
    await untag('vm/production/9');
    await sign('vm/production/8', 'signer');
    await refused('vm/production/8 is not newer than vm/production/9');
    await repository.git('update-ref', 'refs/tags/vm/production/9', had);
    expect(await pull('squid-a')).toMatchObject({ code: 0, stdout: '' });
  });

  test('a tag without files for this VM', async () => {
    await repository.git('rm', '-r', '--quiet', 'dist/infra/production/pair/squid-a');
    await repository.git('commit', '--quiet', '--message', 'x');
    await sign('vm/production/10', 'signer');
    await refused('vm/production/10 has no files for this VM in dist/infra/production/pair/squid-a');
    await untag('vm/production/10');
  });

  test('a server whose certificate is of another authority', async () => {
    const { pki } = repository.world;
    const trust = (file: string) =>
      host('squid-a').must(['install', '-m', '644', pki.file(file), '/etc/ssl/certs/ca-certificates.crt']);
    await pki.issue({ file: 'other', subject: '/CN=other' });
    await trust('other.crt');
    await refused(`https://git.test:${PORT}/egress.git cannot be read`);
    await trust('ca.crt');
    expect(await pull('squid-a')).toMatchObject({ code: 0 });
  });
});

test('files that do not work are given up and not tried again, but the next tag is', async () => {
  await repository.change(['exact.test', 'forbidden.test', TUNNEL]);
  await sign('vm/production/10', 'signer');
  const before = await list('squid-a');
  await host('squid-a').write('/usr/local/sbin/nft', '#!/bin/sh\nexit 1\n', '755');
  expect(await pull('squid-a')).toMatchObject({
    code: 1,
    stderr: expect.stringContaining('nft refuses nftables.conf'),
  });
  await host('squid-a').must(['rm', '/usr/local/sbin/nft']);
  expect(await pull('squid-a')).toMatchObject({ code: 1, stderr: expect.stringContaining('a newer tag is tried') });
  expect(await list('squid-a')).toBe(before);
  await sign('vm/production/11', 'signer');
  expect(await pull('squid-a')).toMatchObject({ code: 0, stdout: expect.stringContaining('brought vm/production/11') });
  expect(await list('squid-a')).toContain('forbidden.test');
});

test('a private repository is read with what root has put on the VM', async () => {
  const { user, password } = GIT_USER;
  const script = (await host('squid-a').must(['cat', SCRIPT])).replace('/egress.git', '/private/egress.git');
  await host('squid-a').write('/run/private.sh', script);
  const read = () => host('squid-a').run(['sh', '/run/private.sh']);
  expect(await read()).toMatchObject({ code: 1, stderr: expect.stringContaining('cannot be read') });
  await host('squid-a').write(
    '/etc/egress/pull-credentials',
    `https://${user}:${password}@git.test%3a${PORT}\n`,
    '600',
  );
  expect(await read()).toMatchObject({ code: 0, stdout: '', stderr: '' });
});

describe('under systemd, a tag changes what brings it', () => {
  let inside: Awaited<ReturnType<typeof bootSystemd>>;
  const property = async (unit: string, name: string) =>
    (await inside('systemctl', 'show', '--value', `--property=${name}`, unit)).stdout.trim();
  /** Resolves when the service has ended, as it does for the timer. */
  const start = () => inside('systemctl', 'start', 'egress-pull.service');

  beforeAll(async () => {
    // Only a Squid of its own is one that systemd sees.
    await host('squid-a').daemon('squid').stop();
    inside = await bootSystemd(repository.world.state, host('squid-a'), ['squid.service', 'nftables.service'], {}, [
      'squid.service',
      'egress-pull.timer',
    ]);
    const isActive = async () => (await property('squid.service', 'ActiveState')) === 'active';
    await waitFor('Squid is active', isActive, { timeout: 60_000 });
  });

  test('its script, its interval and its own unit, and it is not ended by that', async () => {
    repository.setInfrastructure({ pull: { ...settings, wait: '9s', interval: '7m' } });
    await repository.change(['exact.test', TUNNEL]);
    await sign('vm/production/12', 'signer');
    await host('squid-a').must(['sh', '-c', 'echo "# edited" >>/etc/systemd/system/egress-pull.service']);
    expect(await start()).toMatchObject({ code: 0 });
    expect(await property('egress-pull.service', 'Result')).toBe('success');
    expect(await host('squid-a').must(['cat', '/var/lib/egress/pull/current'])).toMatch(/^vm\/production\/12 /);
    expect(await host('squid-a').must(['cat', '/etc/systemd/system/egress-pull.service'])).not.toContain('# edited');
    expect(await property('egress-pull.timer', 'TimersMonotonic')).toContain('OnUnitInactiveUSec=7min');
    expect(await property('egress-pull.timer', 'ActiveState')).toBe('active');
    expect(await repository.command('vm:status')).toMatchObject({
      stdout: expect.stringMatching(/squid-a .* current /),
    });
  });

  test('its own end', async () => {
    repository.setInfrastructure({});
    await repository.change(['exact.test', TUNNEL]);
    await sign('vm/production/13', 'signer');
    expect(await start()).toMatchObject({ code: 0 });
    const commit = await repository.git('rev-parse', 'HEAD');
    expect(await host('squid-a').must(['cat', '/etc/egress/commit'])).toBe(`${commit}\n`);
    expect(await property('egress-pull.timer', 'ActiveState')).toBe('inactive');
    expect(await host('squid-a').must(['sh', '-c', 'find /etc/systemd/system -name "egress-pull*"'])).toBe('');
    expect((await host('squid-a').run(['test', '-e', SCRIPT])).code).toBe(1);
  });
});
