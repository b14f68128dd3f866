import type { EnvironmentModel } from '../../../lib';
import { leftovers } from '../../lifetime/leftovers';
import { revoke } from '../../outside/revoke-certificate';
import { World } from '../../testbed/proxies';
import { infrastructure, model } from '../../testbed/settings';

const HOST = 'squid-listed';
const NODE = 'listed-pool-1';
const SECURE = 'squid-certificate';
const ssh: EnvironmentModel = {
  environment: {
    ...model.environment,
    infrastructure: { ...infrastructure, ssh: ['198.51.100.7'] },
  },
  tenants: model.tenants.filter(({ name }) => name === 'listed' || name === 'certificate'),
};
let world: World;

beforeAll(async () => {
  world = await World.up('proxy-apply', ssh);
  for (const name of ['exact.test', 'unlisted.test']) await world.internet.serve({ name });
  await world.internet.serve({ name: 'other-port.test', http: [80, 8443] });
  await world.startProxy(HOST);
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

/** Puts the rendered files, changed as told, into a folder of the machine, and runs the script there. */
async function apply(host: string, changes: Record<string, string> = {}, args = ['--here'], env = {}) {
  const folder = '/run/incoming';
  await world.host(host).must(['rm', '-rf', folder]);
  for (const [name, content] of Object.entries({ ...world.rendered(host), ...changes })) {
    if (content) await world.host(host).write(`${folder}/${name}`, content);
  }
  return world.host(host).run(['sh', `${folder}/apply.sh`, ...args], { env });
}

/** In place of ssh: what it would run on the other machine, by the shell that it would use. */
const SSH = `#!/bin/sh
while [ "$1" = -o ]; do shift 2; done
echo "to $1"
exec sh -c "$2"
`;
const PATH = { PATH: '/run/bin:/usr/sbin:/usr/bin:/sbin:/bin' };

const status = async (url: string) => (await world.curl(NODE, HOST, url)).status;
const state = () =>
  world
    .host(HOST)
    .must(['sh', '-c', 'sha256sum /etc/squid/squid.conf /etc/squid/allow*.txt /etc/nftables.conf; nft list ruleset']);
const rendered = (name: string) => world.rendered(HOST)[name] as string;

test('a changed list is in force, and a tunnel that is open stays open', async () => {
  const tunnel = `exec 3<>/dev/tcp/172.16.28.9/3128
    printf 'CONNECT other-port.test:8443 HTTP/1.0\\r\\n\\r\\n' >&3; head -1 <&3; touch /run/open
    until [ -e /run/go ]; do sleep 0.05; done
    printf 'GET /ip HTTP/1.0\\r\\n\\r\\n' >&3; cat <&3`;
  const node = world.host(NODE);
  const through = node.run(['bash', '-c', tunnel]);
  await node.must(['sh', '-c', 'until [ -e /run/open ]; do sleep 0.05; done']);
  expect(await status('http://unlisted.test/')).toBe(403);
  expect(await apply(HOST, { 'allow.txt': 'unlisted.test\n', 'allow-8443-any.txt': 'none.test\n' })).toMatchObject({
    code: 0,
    stdout: 'apply.sh: applied, listening on 172.16.28.9:3128\n',
  });
  expect([await status('http://unlisted.test/'), await status('http://exact.test/')]).toEqual([200, 403]);
  await node.must(['touch', '/run/go']);
  expect((await through).stdout).toMatch(/ 200 [\s\S]*203\.0\.113\.11/);
});

test('applied again, nothing is different', async () => {
  expect(await apply(HOST)).toMatchObject({ code: 0 });
  const once = await state();
  expect(await apply(HOST)).toMatchObject({ code: 0 });
  expect((await state()).split('\n').sort()).toEqual(once.split('\n').sort());
  expect(await status('http://exact.test/')).toBe(200);
});

test.each([
  ['squid.conf with an unknown line', { 'squid.conf': 'http_port 3128\nbogus on\n' }, /unrecognized: 'bogus'/],
  ['squid.conf that names a list that is not there', { 'allow.txt': '' }, /allow\.txt/],
  ['nftables.conf that is none', { 'nftables.conf': 'table ip egress_proxy {' }, /nft refuses/],
])('%s is refused, and nothing is touched', async (_, changes: Record<string, string>, words) => {
  const before = await state();
  const result = await apply(HOST, changes);
  expect(result).toMatchObject({ code: 1, stderr: expect.stringMatching(words) });
  expect(result.stderr).toContain('nothing was changed');
  expect(await state()).toBe(before);
  expect(await status('http://exact.test/')).toBe(200);
});

test('files that are right, but with which Squid does not come up, give way to those from before', async () => {
  const before = await state();
  // An address that no machine has, as after a mistake in the settings.
  const elsewhere = rendered('squid.conf').replace('172.16.28.9:3128', '172.16.31.250:3128');
  const result = await apply(HOST, { 'squid.conf': elsewhere, 'allow.txt': 'unlisted.test\n' });
  expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('the previous configuration was restored') });
  expect((await state()).split('\n').sort()).toEqual(before.split('\n').sort());
  expect([await status('http://exact.test/'), await status('http://unlisted.test/')]).toEqual([200, 403]);
});

test('a firewall that would lock out who applies it gives way to the one from before', async () => {
  const connection = (address: string) => ({ SSH_CONNECTION: `${address} 50000 172.16.28.9 22` });
  const locked = await apply(HOST, {}, ['--here'], connection('198.51.100.8'));
  expect(locked).toMatchObject({ code: 1, stderr: expect.stringContaining('would lock out 198.51.100.8') });
  expect(await apply(HOST, {}, ['--here'], connection('198.51.100.7'))).toMatchObject({ code: 0 });
});

test('a machine without the key of the second hop makes one, and keeps it', async () => {
  const key = () => world.host(HOST).must(['sh', '-c', 'cd /etc/squid; stat -c %a names.pem; sha256sum names.pem']);
  await world.host(HOST).must(['rm', '/etc/squid/names.pem']);
  expect(await apply(HOST)).toMatchObject({ code: 0 });
  const made = await key();
  expect(made).toMatch(/^600\n/);
  expect(await status('https://exact.test/')).toBe(200);
  expect(await apply(HOST)).toMatchObject({ code: 0 });
  expect(await key()).toBe(made);
});

test('a list that is no longer rendered is removed', async () => {
  const without = rendered('squid.conf').replace(/^.*_8443.*\n/gm, '');
  expect(await apply(HOST, { 'squid.conf': without, 'allow-8443-any.txt': '' })).toMatchObject({ code: 0 });
  expect(await world.host(HOST).must(['sh', '-c', 'echo /etc/squid/allow*'])).toBe('/etc/squid/allow.txt\n');
  expect(await apply(HOST)).toMatchObject({ code: 0 });
});

test('over ssh the same happens', async () => {
  await world.host(HOST).write('/run/bin/ssh', SSH, '755');
  const result = await apply(HOST, { 'allow.txt': 'unlisted.test\n' }, ['root@proxy'], PATH);
  expect(result).toMatchObject({
    code: 0,
    stdout: 'to root@proxy\napply.sh: applied, listening on 172.16.28.9:3128\n',
  });
  expect(await status('http://unlisted.test/')).toBe(200);
  expect(await apply(HOST)).toMatchObject({ code: 0 });
});

describe('where root is had by sudo, which keeps no variables', () => {
  const connection = (address: string) => ({ ...PATH, SSH_CONNECTION: `${address} 50000 172.16.28.9 22` });

  beforeAll(async () => {
    const host = world.host(HOST);
    await host.write('/run/bin/ssh', SSH, '755');
    await host.write('/run/bin/id', '#!/bin/sh\n[ -n "${AS_ROOT:-}" ] && echo 0 || echo 1000\n', '755');
    await host.write('/run/bin/sudo', '#!/bin/sh\nexec env -i AS_ROOT=1 PATH="$PATH" "$@"\n', '755');
  });
  afterAll(() => world.host(HOST).must(['rm', '/run/bin/id', '/run/bin/sudo', '/run/bin/ssh']));

  test('the firewall that would lock out who applies it gives way, over ssh', async () => {
    const locked = await apply(HOST, {}, ['admin@proxy'], connection('198.51.100.8'));
    expect(locked).toMatchObject({ code: 1, stderr: expect.stringContaining('would lock out 198.51.100.8') });
    expect(await apply(HOST, {}, ['admin@proxy'], connection('198.51.100.7'))).toMatchObject({ code: 0 });
  });

  test('and where it is called by hand, within a shell that was opened by ssh', async () => {
    const byHand = ['sh', '-c', 'sudo sh /run/incoming/apply.sh --here; exit $?'];
    const locked = await world.host(HOST).run(byHand, { env: connection('198.51.100.8') });
    expect(locked).toMatchObject({ code: 1, stderr: expect.stringContaining('would lock out 198.51.100.8') });
    expect(await world.host(HOST).run(byHand, { env: connection('198.51.100.7') })).toMatchObject({ code: 0 });
    // At the console there is no such connection.
    expect(await world.host(HOST).run(byHand, { env: PATH })).toMatchObject({ code: 0 });
  });
});

describe.each([
  ['HUP', 129],
  ['INT', 130],
  ['TERM', 143],
])('SIG%s to what runs on the VM', (signal, code) => {
  const leftFolders = () => world.host(HOST).must(['sh', '-c', 'ls -d /tmp/tmp.* 2>/dev/null || true']);

  test('before anything is touched ends it, and leaves nothing', async () => {
    const before = await state();
    const left = await leftFolders();
    const nft = `#!/bin/sh\n[ "$1" != -c ] || kill -s ${signal} $PPID\nexec /usr/sbin/nft "$@"\n`;
    await world.host(HOST).write('/run/bin/nft', nft, '755');
    expect(await apply(HOST, { 'allow.txt': 'unlisted.test\n' }, ['--here'], PATH)).toMatchObject({ code });
    await world.host(HOST).must(['rm', '/run/bin/nft']);
    expect(await state()).toBe(before);
    expect(await leftFolders()).toBe(left);
  });

  test('after that is not heeded, so that nothing is half done', async () => {
    const left = await leftFolders();
    const curl = `#!/bin/sh\nkill -s ${signal} $PPID\nexec /usr/bin/curl "$@"\n`;
    await world.host(HOST).write('/run/bin/curl', curl, '755');
    expect(await apply(HOST, {}, ['--here'], PATH)).toMatchObject({ code: 0 });
    await world.host(HOST).must(['rm', '/run/bin/curl']);
    expect(await status('http://exact.test/')).toBe(200);
    expect(await leftFolders()).toBe(left);
  });
});

test('a Squid that is not running is started', async () => {
  await world.host(HOST).daemon('squid').stop();
  expect(await apply(HOST)).toMatchObject({ code: 0 });
  expect(await status('http://exact.test/')).toBe(200);
});

describe('certificates', () => {
  const node = 'certificate-pool-1';
  const folder = '/run/certificates';

  beforeAll(async () => {
    const host = world.host(SECURE);
    await host.must(['install', '-d', '-o', 'proxy', '/var/log/squid', '/var/spool/squid']);
    await world.pki.issue({ file: 'client', subject: '/CN=certificate' });
    const names = [`DNS:${SECURE}.certificate`, 'IP:172.16.28.11'];
    for (const file of ['first', 'second']) await world.pki.issue({ file, subject: '/CN=squid', names });
    await world.pki.issue({ file: 'other', subject: '/CN=squid', names: ['DNS:squid-other.certificate'] });
  });

  async function give(certificate: string, key = certificate) {
    const files = { 'tls.crt': `${certificate}.crt`, 'tls.key': `${key}.key`, 'ca.crt': 'ca.crt' };
    for (const [to, from] of Object.entries(files)) {
      await world.host(SECURE).must(['install', '-D', '-m', '600', world.pki.file(from), `${folder}/${to}`]);
    }
    return apply(SECURE, {}, ['--tls', folder, '--here']);
  }

  async function reached() {
    const identity = ['--proxy-cert', world.pki.file('client.crt'), '--proxy-key', world.pki.file('client.key')];
    const known = ['--proxy-cacert', world.pki.file('ca.crt')];
    return (await world.curl(node, SECURE, ...known, ...identity, 'http://exact.test/')).status;
  }

  async function served() {
    const show = 'openssl s_client -connect 172.16.28.11:3128 </dev/null 2>/dev/null | openssl x509 -noout -serial';
    return world.host(node).must(['sh', '-c', show]);
  }

  test('without them the VM has no way out, with them it has', async () => {
    expect(await apply(SECURE)).toMatchObject({ code: 75, stderr: expect.stringContaining('no certificates yet') });
    const given = await give('first');
    expect(given).toMatchObject({ code: 0 });
    expect(given.stdout).toMatch(/^apply\.sh: tls\.crt is valid until \w{3} [ \d]\d [\d:]{8} \d{4} GMT$/m);
    expect(await reached()).toBe(200);
    expect(await world.host(SECURE).must(['stat', '-c', '%a %U', '/etc/squid/tls/tls.key'])).toBe('600 root\n');
  });

  test('new ones are served from then on', async () => {
    const before = await served();
    expect(await give('second')).toMatchObject({ code: 0 });
    expect(await served()).not.toBe(before);
    expect(await reached()).toBe(200);
  });

  test('later changes leave them as they are', async () => {
    const before = await served();
    expect(await apply(SECURE)).toMatchObject({ code: 0 });
    expect(await served()).toBe(before);
  });

  test('a key of another certificate is refused', async () => {
    const before = await served();
    const result = await give('first', 'second');
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('not the key of tls.crt') });
    expect(await served()).toBe(before);
  });

  test('a certificate for another name, which the gateway would not take, is refused', async () => {
    const before = await served();
    const result = await give('other');
    expect(result).toMatchObject({
      code: 1,
      stderr: expect.stringContaining('is not valid for squid-certificate.certificate'),
    });
    expect(await served()).toBe(before);
  });

  test('what was revoked stays so when new certificates come without a list', async () => {
    const host = world.host(SECURE);
    await revoke(host, world.pki, 'client', `${folder}/ca.crl`);
    expect(await give('first')).toMatchObject({ code: 0 });
    expect(await reached()).toBe(0);
    await host.must(['rm', `${folder}/ca.crl`]);
    expect(await give('second')).toMatchObject({ code: 0 });
    expect(await reached()).toBe(0);
    await host.write(`${folder}/ca.crl`, '');
    expect(await give('second')).toMatchObject({ code: 0 });
    expect(await reached()).toBe(200);
    await host.must(['rm', `${folder}/ca.crl`]);
  });

  test('they are taken from the cluster, where cert-manager renews them', async () => {
    const host = world.host(SECURE);
    const before = await served();
    // In place of kubectl: it prints the field of the Secret that it is asked for, and only of that Secret.
    const kubectl = `#!/bin/sh
test "$*" = "--namespace certificate-egress get secret proxy-squid-certificate-tls --output $7" || exit 1
case "$7" in
  'jsonpath={.data.tls\\.crt}') base64 "$PKI/first.crt" ;;
  'jsonpath={.data.tls\\.key}') base64 "$PKI/first.key" ;;
  'jsonpath={.data.ca\\.crt}') base64 "$PKI/ca.crt" ;;
  *) exit 1 ;;
esac
`;
    await host.write('/run/bin/kubectl', kubectl, '755');
    const env = { PATH: '/run/bin:/usr/sbin:/usr/bin:/sbin:/bin', PKI: world.state.pki };
    expect(await apply(SECURE, {}, ['--secret', '--here'], env)).toMatchObject({ code: 0 });
    expect(await served()).not.toBe(before);
    expect(await reached()).toBe(200);
    await host.write('/run/bin/kubectl', '#!/bin/sh\nexit 1\n', '755');
    expect(await apply(SECURE, {}, ['--secret', '--here'], env)).toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/the Secret proxy-squid-certificate-tls in \S+ has no tls\.crt/),
    });
    expect(await reached()).toBe(200);
  });
});
