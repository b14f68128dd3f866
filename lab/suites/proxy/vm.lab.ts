import { parse } from 'yaml';
import type { EnvironmentModel } from '../../../lib';
import { monitoring } from '../../../lib/settings/monitoring';
import { leftovers } from '../../lifetime/leftovers';
import { waitFor } from '../../process/wait';
import { World } from '../../testbed/proxies';
import { infrastructure, model } from '../../testbed/settings';

const HOST = 'squid-plain';
const declared = {
  ...infrastructure,
  ssh: ['198.51.100.7'],
};
const full: EnvironmentModel = {
  ...model,
  environment: {
    ...model.environment,
    infrastructure: declared,
    monitoring: monitoring.parse({ sources: ['172.16.28.20'] }),
    logs: { to: 'syslog', host: 'logs.test', port: 6514, keepDays: 14, omit: [], image: 'haproxy' },
  },
};
let world: World;

interface CloudConfig {
  readonly bootcmd: readonly (readonly string[])[];
  readonly runcmd: readonly (readonly string[])[];
  readonly write_files: readonly { readonly path: string; readonly content: string }[];
}

beforeAll(async () => {
  world = await World.up('proxy-vm', full);
  await world.internet.serve({ name: 'exact.test' });
});

afterAll(() => {
  if (!world) return;
  world.down();
  expect(leftovers(world.state)).toEqual([]);
});

function filesOf(host: string): CloudConfig['write_files'] {
  return (parse(world.rendered(host)['cloud-init.yaml'] as string) as CloudConfig).write_files;
}

function file(path: string, host = HOST): string {
  return filesOf(host).find((one) => one.path === path)?.content ?? '';
}

/** Puts everything that the user-data writes onto the machine. */
async function writeFiles(host: string): Promise<void> {
  for (const { path, content } of filesOf(host)) await world.host(host).write(path, content);
}

test.each(model.tenants.map(({ name }) => name))('%s: cloud-init takes the user-data', async (tenant) => {
  const host = world.host(`squid-${tenant}`);
  const user = world.rendered(`squid-${tenant}`)['cloud-init.yaml'] as string;
  await host.write('/run/user-data', user);
  const schema = ['cloud-init', 'schema', '--config-file', '/run/user-data'];
  expect(await host.run(schema)).toMatchObject({ code: 0, stdout: expect.stringContaining('Valid') });
  await host.write('/run/user-data', user.replace('packages:', 'packages: 1\nother:'));
  expect((await host.run(schema)).code).not.toBe(0);
});

test('nothing enters between the network and the firewall, and the VM can fetch its packages', async () => {
  const host = world.host(HOST);
  const { bootcmd, runcmd } = parse(world.rendered(HOST)['cloud-init.yaml'] as string) as CloudConfig;
  const boot = async () => {
    for (const command of bootcmd) await host.must(command);
  };
  const serve = `require('node:net').createServer((one) => one.end()).listen(22, '0.0.0.0', () => console.log('listening'))`;
  const daemon = await host.start('sshd', [process.execPath, '-e', serve]);
  await waitFor('sshd listens', async () => host.log('sshd.log').includes('listening'), { needs: [daemon] });
  const enters = async (from: string, address: string) =>
    (await world.host(from).run(['timeout', '2', 'bash', '-c', `exec 3<>/dev/tcp/${address}/22`])).code === 0;
  const rules = () => host.must(['nft', 'list', 'ruleset']);
  expect([await enters('internet', '203.0.113.10'), await enters('plain-pool-1', '172.16.28.8')]).toEqual([true, true]);
  await boot();
  expect([await enters('internet', '203.0.113.10'), await enters('plain-pool-1', '172.16.28.8')]).toEqual([
    false,
    false,
  ]);
  await host.must(['curl', '-s', '-f', '-m', '5', 'http://exact.test/']);
  await writeFiles(HOST);
  await host.must(['nft', '-f', '/etc/nftables.conf']);
  // No systemd runs here, so another program takes what it would be told.
  await host.write('/run/stub/systemctl', '#!/bin/sh\necho "$*" >>/var/log/systemctl.log\n', '755');
  const over = runcmd.filter((words) => words.join(' ').includes('first_boot'));
  for (const command of over) await host.must(['sh', '-c', 'PATH=/run/stub:$PATH exec "$@"', 'stub', ...command]);
  expect(await rules()).not.toContain('first_boot');
  expect(
    host
      .log('systemctl.log')
      .split('\n')
      .filter((line) => !line.startsWith('is-enabled')),
  ).toEqual([
    'unmask --runtime ssh.socket ssh.service',
    '--no-block start ssh.socket',
    '--no-block start ssh.service',
    '',
  ]);
  expect(await enters('internet', '203.0.113.10')).toBe(false);
  // Every later boot finds the firewall loaded.
  await boot();
  expect(await rules()).not.toContain('first_boot');
  await daemon.stop();
});

test('Squid and the exporter run with what the unit leaves to them', async () => {
  const host = world.host(HOST);
  await writeFiles(HOST);
  await host.must(['nft', '-f', '/etc/nftables.conf']);
  await host.must(['install', '-d', '-o', 'proxy', '/var/log/squid', '/var/spool/squid']);
  const unit = file('/etc/systemd/system/squid.service.d/egress-proxy.conf');
  const left = /^CapabilityBoundingSet=(.+)$/m.exec(unit)?.[1]?.toLowerCase().replaceAll('cap_', '+').split(' ') ?? [];
  expect(unit).toContain('NoNewPrivileges=yes');
  const unprivileged = ['setpriv', '--no-new-privs', '--inh-caps=-all', `--bounding-set=-all,${left.join(',')}`];
  await host.start('squid', [...unprivileged, 'squid', '--foreground', '-YC']);
  const [, options = ''] = /^ARGS="(.*)"$/m.exec(file('/etc/default/prometheus-squid-exporter')) ?? [];
  await host.start('exporter', [
    'setpriv',
    // Of those that systemd gives to a unit with DynamicUser.
    '--reuid=61184',
    '--regid=61184',
    '--clear-groups',
    'prometheus-squid-exporter',
    ...options.split(' '),
  ]);

  const node = world.host('plain-pool-1');
  const metrics =
    'until curl -sf http://172.16.28.8:9301/metrics | grep -F \'squid_up{host="127.0.0.1"} 1\'; do sleep 0.1; done';
  await node.must(['timeout', '20', 'sh', '-c', metrics]);
  expect(await world.curl('plain-pool-1', HOST, 'http://exact.test/')).toMatchObject({ status: 200 });
  await host.must(['squid', '-k', 'reconfigure']);
  await host.must(['squid', '-k', 'rotate']);
  const again = ['--retry', '5', '--retry-all-errors'];
  expect(await world.curl('plain-pool-1', HOST, ...again, 'http://exact.test/')).toMatchObject({ status: 200 });
});

test('its worker, like a Squid without one, does not get to a service of its own machine', async () => {
  const host = world.host(HOST);
  const conf = file('/etc/squid/squid.conf');
  await host.write('/etc/squid/squid.conf', conf.replace(/^http_access /m, 'http_access allow all\nhttp_access '));
  await host.must(['squid', '-k', 'reconfigure']);
  const again = ['--retry', '5', '--retry-connrefused', '--proxytunnel'];
  const asks = () => world.curl('plain-pool-1', HOST, ...again, 'http://172.16.28.8:9301/metrics');
  expect((await asks()).status).toBe(503);
  await host.must(['nft', 'delete', 'table', 'ip', 'egress_proxy']);
  expect(await asks()).toMatchObject({ status: 200, body: expect.stringContaining('squid_up') });
  await host.write('/etc/squid/squid.conf', conf);
  await host.must(['nft', '-f', '/etc/nftables.conf']);
  await host.must(['squid', '-k', 'reconfigure']);
});

test('the log reaches the declared server, by TLS and under its name', async () => {
  const host = world.host(HOST);
  const internet = world.host('internet');
  const { web } = world.topology.internet;
  await world.internet.resolve('logs.test', web);
  await world.pki.issue({ file: 'logs', subject: '/CN=logs.test', names: ['DNS:logs.test'] });
  const identity = JSON.stringify([world.pki.file('logs.crt'), world.pki.file('logs.key')]);
  const serve = `const [cert, key] = ${identity}.map((file) => require('node:fs').readFileSync(file));
    require('node:tls').createServer({ cert, key }, (one) => one.pipe(process.stdout)).listen(6514, '${web}');`;
  await internet.start('logs', [process.execPath, '-e', serve]);
  // The VM trusts public authorities; here it is the lab's.
  await host.must(['cp', world.pki.file('ca.crt'), '/etc/ssl/certs/ca-certificates.crt']);
  await host.must(['mkdir', '-p', '/var/spool/rsyslog']);
  expect(await host.run(['rsyslogd', '-N1'])).toMatchObject({ code: 0 });
  await host.start('rsyslog', ['rsyslogd', '-n', '-iNONE']);
  await world.curl('plain-pool-1', HOST, 'http://exact.test/shipped');
  const shipped = async () => internet.log('logs.log').includes('"host":"exact.test"');
  await waitFor('the server has the line', shipped, { timeout: 20_000 });
});

test('what the user-data writes is on its own machine alone', async () => {
  const hosts = model.tenants.map(({ name }) => `squid-${name}`);
  for (const host of hosts) await writeFiles(host);
  for (const host of hosts) {
    for (const { path, content } of filesOf(host)) expect(await world.host(host).must(['cat', path])).toBe(content);
  }
  await expect(world.host(HOST).write('/opt/listens.sh', '')).rejects.toThrow('"/opt/listens.sh" is not a file of one');
});

test('sysctl knows the settings', async () => {
  for (const line of file('/etc/sysctl.d/60-egress-proxy.conf').split('\n')) {
    const [key] = line.split(' = ');
    if (key && !line.startsWith('#')) await world.host(HOST).must(['sysctl', '-n', key]);
  }
});
