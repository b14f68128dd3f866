import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { testCni } from '../../runner/cni';
import { LiveWorld, MONITORING } from './_world';

const RECORD = join(__dirname, 'record.json');
const IMAGE = 'curlimages/curl:8.11.1';

/** Seconds until the metrics of the probe showed each fault. */
const noticed: Record<string, number> = {};

let world: LiveWorld;

beforeAll(async () => {
  world = await LiveWorld.up('live-probe', { url: 'https://ifconfig.me/ip' });
  for (const namespace of [MONITORING, 'elsewhere'])
    for (const object of [
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      {
        apiVersion: 'v1',
        kind: 'Pod',
        metadata: { name: 'reader', namespace },
        spec: {
          nodeSelector: { 'node-pool': 'system' },
          containers: [{ name: 'reader', image: IMAGE, imagePullPolicy: 'Never' }],
        },
      },
    ])
      await world.lab.apply(JSON.stringify(object));
  await world.cluster.byHand('wait', 'pod/reader', '--for=condition=Ready', '--timeout=60s', '--namespace', MONITORING);
  await world.cluster.byHand(
    'wait',
    'pod/reader',
    '--for=condition=Ready',
    '--timeout=60s',
    '--namespace',
    'elsewhere',
  );
});

afterAll(async () => {
  await world?.down();
  if (process.env.EGRESS_LAB_RECORD && Object.keys(noticed).length === 2)
    writeFileSync(RECORD, `${JSON.stringify({ noticed }, null, 2)}\n`);
});

/** What a pod of a namespace reads of a tenant's probe, as Prometheus does. */
async function read(tenant: string, from = MONITORING): Promise<string | undefined> {
  const [pod] = await world.cluster.pods(tenant, 'egress-probe');
  const url = `http://${pod?.status.podIP}:9305/metrics`;
  const { code, stdout } = await world.lab.exec(from, 'reader', ['curl', '-s', '--max-time', '3', url]);
  return code === 0 ? stdout : undefined;
}

/** The value of one of the probe's metrics; undefined: it is not there. */
async function metric(name: string, tenant = 'client-a'): Promise<number | undefined> {
  const text = (await read(tenant)) ?? '';
  const [, value] =
    new RegExp(`^egress_probe_${name}\\{environment="development",tenant="${tenant}"\\} (\\S+)$`, 'm').exec(text) ?? [];
  return value === undefined ? undefined : Number(value);
}

function becomes(name: string, value: number | undefined): Promise<unknown> {
  return world.lab.waitFor(`${name} is ${value}`, async () => (await metric(name)) === value, 90_000);
}

/** Seconds until a metric has a value after something was done. */
async function seconds(act: () => Promise<unknown>, name: string, value: number): Promise<number> {
  await act();
  const start = Date.now();
  await becomes(name, value);
  return Math.round((Date.now() - start) / 100) / 10;
}

test.each(['client-a', 'client-b'])('Prometheus reads that %s leaves by its address alone', async (tenant) => {
  await world.lab.waitFor('there is a result', async () => (await metric('direct_blocked', tenant)) === 1, 90_000);
  expect(await metric('address_ok', tenant)).toBe(1);
  const now = Date.now() / 1000;
  expect(now - ((await metric('last_round_timestamp_seconds', tenant)) ?? 0)).toBeLessThan(60);
});

test('other namespaces do not read it', async () => {
  expect(await read('client-a', 'elsewhere')).toBeUndefined();
});

test('the metrics of a gateway are read from the namespace of Prometheus, and from nowhere else', async () => {
  const [gateway] = await world.cluster.pods('client-b-egress', 'egress-gateway');
  const url = `http://${gateway?.status.podIP}:8405/metrics`;
  const curl = ['curl', '-s', '--max-time', '3', url];
  const read = await world.lab.exec(MONITORING, 'reader', curl);
  expect(read.stdout).toMatch(/^haproxy_server_status\{/m);
  expect(await world.lab.exec('elsewhere', 'reader', curl)).toMatchObject({ code: 28, stdout: '' });
  for (const tenant of ['client-a', 'client-b']) {
    expect(await world.lab.exec(tenant, 'deploy/web', curl)).toMatchObject({ code: 28, stdout: '' });
  }
});

test('live has its result', async () => {
  const { code, found, checks } = await world.live();
  expect({ code, found }).toEqual({ code: 0, found: [] });
  expect(checks.filter(({ check }) => check === 'probe')).toHaveLength(2);
});

/** Opens all controls: the network policies and, on Calico, the global policy, which denies before them. */
async function bypass(): Promise<void> {
  const global = ['globalnetworkpolicies.crd.projectcalico.org', 'default.egress-tenant-client-a'];
  if (testCni() === 'calico') await world.cluster.byHand('delete', ...global);
  await world.open();
}

test('a bypass is noticed within a minute, by the metrics and by live, and so is its end', async () => {
  noticed.bypass = await seconds(bypass, 'direct_blocked', 0);
  expect(noticed.bypass).toBeLessThan(60);
  const { found } = await world.live();
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringMatching(/^live-direct-open Pod client-a\/egress-probe-\S+: it connects without the proxy$/),
    ]),
  );
  await world.cluster.byHand('delete', 'networkpolicy', 'open', '--namespace', 'client-a');
  await world.cluster.reconcile();
  await becomes('direct_blocked', 1);
});

test('a wrong address is noticed within a minute, by the metrics and by live, and so is its end', async () => {
  noticed.address = await seconds(() => world.leaveBy('203.0.113.77'), 'address_ok', 0);
  expect(noticed.address).toBeLessThan(60);
  const { found } = await world.live();
  expect(found).toEqual(
    expect.arrayContaining([
      expect.stringMatching(
        /^live-address-wrong Pod client-a\/egress-probe-\S+: it leaves by 203\.0\.113\.77 \(expected 203\.0\.113\.10\)$/,
      ),
    ]),
  );
  await world.leaveBy('203.0.113.10');
  await becomes('address_ok', 1);
});

test('while the proxy is dead, a failed direct connection shows nothing', async () => {
  await world.lab.stop('squid', 'squid-a');
  await becomes('direct_blocked', undefined);
  expect(await metric('address_ok')).toBeUndefined();
  const before = await metric('last_round_timestamp_seconds');
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  expect(await metric('last_round_timestamp_seconds')).toBe(before);
  await world.lab.start('squid', 'squid-a');
  await becomes('direct_blocked', 1);
});
