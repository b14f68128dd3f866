import { parse } from 'yaml';
import { leftovers } from '../../lifetime/leftovers';
import { waitFor } from '../../process/wait';
import { World } from '../../testbed/proxies';
import { model } from '../../testbed/settings';
import { bootSystemd } from '../../testbed/systemd';

const HOST = 'squid-plain';
const UNITS = '/etc/systemd/system/';
const CONF = '/etc/squid/squid.conf';
const tenants = model.tenants.filter(({ name }) => name === 'plain');
let world: World;
let inside: Awaited<ReturnType<typeof bootSystemd>>;

interface CloudConfig {
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

beforeAll(async () => {
  const egressCheck = { targets: ['34.160.111.145:80', 'exact.test:80'] };
  world = await World.up('proxy-systemd', { environment: { ...model.environment, egressCheck }, tenants });
  await world.internet.serve({ name: 'exact.test' });
  const host = world.host(HOST);
  const config = parse(world.rendered(HOST)['cloud-init.yaml'] as string) as CloudConfig;
  for (const { path, content } of config.write_files) await host.write(path, content);
  await host.write(CONF, squidConf());
  await host.must(['install', '-d', '-o', 'proxy', '/var/log/squid', '/var/spool/squid']);
  const units = config.write_files.filter(({ path }) => path.startsWith(UNITS));
  await occupy();
  inside = await bootSystemd(
    world.state,
    host,
    ['squid.service', 'nftables.service'],
    Object.fromEntries(units.map(({ path, content }) => [path.slice(UNITS.length), content])),
    ['squid.service', 'squid-listener.timer', 'egress-agent.service'],
  );
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

/** Takes Squid's port, as another service would. */
async function occupy() {
  const serve = `require('node:net').createServer().listen(3128, '172.16.28.8', () => console.log('listening'))`;
  const daemon = await world.host(HOST).start('other', [process.execPath, '-e', serve]);
  const isReady = async () => world.host(HOST).log('other.log').includes('listening');
  await waitFor('the other service listens', isReady, { needs: [daemon] });
}

/** As rendered, but a Squid that ends does not wait for clients, of which there are none here. */
const squidConf = () =>
  (world.rendered(HOST)['squid.conf'] as string).replace(/^shutdown_lifetime .*$/m, 'shutdown_lifetime 0 seconds');

const property = async (name: string) =>
  (await inside('systemctl', 'show', '--value', `--property=${name}`, 'squid.service')).stdout.trim();
const answers = async () => (await world.curl('plain-pool-1', HOST, '-m', '2', 'http://exact.test/')).status === 200;
const isState = (state: string) => async () => (await property('ActiveState')) === state;
/** A start that fails, its wait and the next start take 20 s on a busy machine. */
const patience = { timeout: 120_000 };

test('a Squid that cannot open its listener is not taken for healthy, and starts once it can', async () => {
  expect(await answers()).toBe(false);
  await waitFor('systemd has given up a start', async () => (await property('Result')) === 'exit-code', patience);
  expect(await property('ActiveState')).not.toBe('active');
  await world.host(HOST).daemon('other').stop();
  await waitFor('Squid is active', isState('active'), patience).catch(async (error: Error) => {
    const status = await inside('systemctl', 'status', '--no-pager', '--full', 'squid.service');
    const sockets = await inside('ss', '--tcp', '--listening', '--numeric', '--processes');
    const log = world.host(HOST).log('squid/cache.log').slice(-2000);
    throw new Error([error.message, status.stdout, sockets.stdout, sockets.stderr, log].join('\n'));
  });
  expect(await answers()).toBe(true);
});

test('a running Squid that loses its listener is restarted', async () => {
  const host = world.host(HOST);
  const before = await property('MainPID');
  await host.write(CONF, squidConf().replace(/^http_port 172.*$/m, ''));
  expect(await inside('squid', '-k', 'reconfigure')).toMatchObject({ code: 0 });
  await waitFor('the listener is gone', async () => !(await answers()));
  await host.write(CONF, squidConf());
  await waitFor('Squid was restarted', async () => (await property('MainPID')) !== before, patience);
  await waitFor('Squid answers', answers, patience);
  // A unit that is stopped while it starts ends as "failed".
  await waitFor('Squid is active', isState('active'), patience);
});

test('Squid runs only while the firewall is loaded', async () => {
  const host = world.host(HOST);
  expect(await host.must(['nft', 'list', 'ruleset'])).toContain('table ip egress_proxy');
  await host.write('/etc/nftables.conf', 'not a firewall');
  await inside('systemctl', 'stop', 'nftables.service');
  expect(await property('ActiveState')).toBe('inactive');
  expect((await inside('systemctl', 'start', 'squid.service')).code).not.toBe(0);
  expect(await property('ActiveState')).not.toBe('active');
  await host.write('/etc/nftables.conf', world.rendered(HOST)['nftables.conf'] as string);
  expect(await inside('systemctl', 'start', 'squid.service')).toMatchObject({ code: 0, stderr: '' });
  expect(await host.must(['nft', 'list', 'ruleset'])).toContain('table ip egress_proxy');
  expect(await answers()).toBe(true);
});

test('the agent runs with nothing but its own unit’s rights, reads Squid’s log, and finds changed files', async () => {
  const host = world.host(HOST);
  const metrics = async () => (await host.run(['curl', '-s', 'http://127.0.0.1:9303/metrics'])).stdout;
  // It was stopped with the firewall.
  expect(await inside('systemctl', 'start', 'egress-agent.service')).toMatchObject({ code: 0, stderr: '' });
  await waitFor('the agent reaches the outside', async () =>
    (await metrics()).includes('\negress_vm_reaches_outside 1\n'),
  );
  const status = await inside(
    'sh',
    '-c',
    'grep -E "^(CapEff|NoNewPrivs|Seccomp):" /proc/$(systemctl show --value --property=MainPID egress-agent.service)/status',
  );
  expect(status.stdout).toMatch(/^CapEff:\t0+\nNoNewPrivs:\t1\nSeccomp:\t2\n/);
  expect(await answers()).toBe(true);
  const sent = /direction="sent"\} [1-9]/;
  await waitFor('it has read the log', async () => sent.test(await metrics()));
  // This machine is not one of a user: what the suite has changed differs, and what it has not does not.
  expect(await metrics()).toMatch(/^egress_vm_files_differing [1-9]$/m);
  expect(await host.run(['curl', '-s', 'http://127.0.0.1:9303/'])).toMatchObject({
    stdout: expect.stringContaining('\n  /etc/squid/squid.conf\n'),
  });
});
