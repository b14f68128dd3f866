import { spawn, spawnSync } from 'node:child_process';
import fs from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { App, Chart, Testing } from 'cdk8s';
import { ProbePriority, TenantProbe, type TenantProbeProps, TenantQuota } from '../../lib/constructs';
import { formatSchemaProblem, validateObjects } from '../../lib/schemas';

// biome-ignore lint/suspicious/noExplicitAny: what is rendered is plain JSON
type Rendered = any;

const PROPS: TenantProbeProps = {
  environment: 'production',
  tenant: { name: 'client-a', namespace: 'client-a-demo', nodePool: { name: 'client-a-pool' } },
  podProxy: { address: '172.16.28.8', port: 3128 },
  publicAddresses: ['203.0.113.10', '203.0.113.11'],
  url: 'https://ifconfig.me/ip',
  interval: '10s',
  image: 'curlimages/curl:8.11.1',
};

function render(make: (chart: Chart) => unknown): Rendered[] {
  const chart = new Chart(new App(), 'chart', { disableResourceNameHashes: true });
  make(chart);
  return Testing.synth(chart);
}

const probe = (more: Partial<TenantProbeProps> = {}) =>
  render((chart) => new TenantProbe(chart, 'probe', { ...PROPS, ...more }));

test('renders what its snapshots show, all of it known to the API server', () => {
  const least = probe();
  const everything = probe({ address: '34.160.111.145', resolver: '10.32.0.53', monitoring: 'monitoring' });
  const priority = render((chart) => new ProbePriority(chart, 'priority'));
  expect([...least, ...priority]).toMatchSnapshot();
  expect(everything).toMatchSnapshot();
  expect(validateObjects([...everything, ...priority]).map(formatSchemaProblem)).toEqual([]);
});

test('the quota of a tenant counts its own pods, and one Deployment more', () => {
  const quota = { cpu: '4', pods: 50, storage: '1Gi', objects: { configmaps: 100, deployments: 5, jobs: 7 } };
  const hard = (probed: boolean) =>
    Object.fromEntries(
      render((chart) => new TenantQuota(chart, 'quota', { namespace: 'client-a', quota, probed }))
        .filter(({ kind }) => kind === 'ResourceQuota')
        .map(({ metadata, spec }) => [metadata.name, spec]),
    );
  expect(Object.keys(hard(false))).toEqual(['tenant-quota']);
  expect(hard(true)).toEqual({
    'tenant-quota': {
      hard: {
        configmaps: '100',
        'count/deployments.apps': '6',
        'count/jobs.batch': '7',
        'requests.storage': '1Gi',
      },
    },
    'tenant-quota-pods': {
      hard: { 'requests.cpu': '4', 'limits.cpu': '4', pods: '50' },
      scopeSelector: {
        matchExpressions: [{ scopeName: 'PriorityClass', operator: 'NotIn', values: ['egress-probe'] }],
      },
    },
  });
  const only = render(
    (chart) => new TenantQuota(chart, 'quota', { namespace: 'a', quota: { objects: {} }, probed: true }),
  );
  expect(only.map(({ metadata }) => metadata.name)).toEqual(['tenant-quota']);
});

describe('its script', () => {
  const folder = fs.mkdtempSync(join(tmpdir(), 'egress-probe-'));
  const [{ spec }] = probe();
  const [container] = spec.template.spec.containers;

  beforeAll(() => {
    fs.mkdirSync(join(folder, 'bin'));
    // Answers as the test says: code, time of the connection, words.
    const curl = `#!/bin/sh
case "$*" in *--noproxy*) file=direct ;; *) file=through ;; esac
read -r code time words <"$PROBE_STATE/$file.answer"
case "$*" in *--noproxy*) printf %s "$time" ;; *) echo "$words" ;; esac
exit "$code"
`;
    fs.writeFileSync(join(folder, 'bin/curl'), curl, { mode: 0o755 });
    // Serves nothing.
    fs.writeFileSync(join(folder, 'bin/nc'), '#!/bin/sh\nexec /bin/sleep 60\n', { mode: 0o755 });
  });
  afterAll(() => fs.rmSync(folder, { recursive: true }));

  /** One round; what it prints, and its metrics without their names’ beginning and labels. */
  async function round(through: string, direct: string) {
    const state = fs.mkdtempSync(join(folder, 'state-'));
    fs.writeFileSync(join(state, 'through.answer'), `${through}\n`);
    fs.writeFileSync(join(state, 'direct.answer'), `${direct}\n`);
    const env = {
      ...Object.fromEntries(container.env.map(({ name, value }: { name: string; value: string }) => [name, value])),
      PROBE_STATE: state,
      PATH: `${join(folder, 'bin')}${delimiter}${process.env.PATH}`,
    };
    // A group of its own, which is ended after the first round.
    const child = spawn('sh', ['-c', container.args[0]], { env, detached: true, stdio: ['ignore', 'pipe', 'inherit'] });
    const out = await new Promise<string>((resolve) => child.stdout.once('data', (data) => resolve(String(data))));
    process.kill(-(child.pid as number), 'SIGKILL');
    child.stdout.destroy();
    const text = fs.readFileSync(join(state, 'metrics'), 'utf8');
    const metrics = Object.fromEntries(
      [...text.matchAll(/^egress_probe_(\w+)\{environment="production",tenant="client-a"\} (\d+)$/gm)].map(
        ([, name, value]) => [name, name?.startsWith('last') ? 'now' : Number(value)],
      ),
    );
    return { metrics, ...JSON.parse(out.split('\n')[0] ?? '') };
  }

  const GOOD = '0 0.1 203.0.113.10';
  const REFUSED = '28 0.000000';

  test.each([
    ['all is well', GOOD, REFUSED, { address_ok: 1, direct_blocked: 1, last_round_timestamp_seconds: 'now' }],
    [
      'the second address',
      '0 0.1 203.0.113.11',
      '7 0.000000',
      { address_ok: 1, direct_blocked: 1, last_round_timestamp_seconds: 'now' },
    ],
    [
      'another address',
      '0 0.1 198.51.100.1',
      REFUSED,
      { address_ok: 0, direct_blocked: 1, last_round_timestamp_seconds: 'now' },
    ],
    [
      'a part of a declared address',
      '0 0.1 203.0.113.1',
      REFUSED,
      { address_ok: 0, direct_blocked: 1, last_round_timestamp_seconds: 'now' },
    ],
    [
      'a page in place of an address',
      '0 0.1 <html> {"a": 1}',
      REFUSED,
      { address_ok: 0, direct_blocked: 1, last_round_timestamp_seconds: 'now' },
    ],
    ['a bypass', GOOD, '0 0.012', { address_ok: 1, direct_blocked: 0, last_round_timestamp_seconds: 'now' }],
    [
      'a bypass that TLS ends',
      GOOD,
      '60 0.012',
      { address_ok: 1, direct_blocked: 0, last_round_timestamp_seconds: 'now' },
    ],
    ['a bypass while the proxy is dead', '7 0 refused', '0 0.012', { direct_blocked: 0 }],
    ['a dead proxy', '7 0 refused', REFUSED, {}],
    ['a proxy that denies', '22 0.1 403', REFUSED, {}],
    ['a name that is not known', GOOD, '6 0.000000', { address_ok: 1 }],
  ])('shows %s', async (_, through, direct, metrics) => {
    expect((await round(through, direct)).metrics).toEqual(metrics);
  });

  test('prints one line of JSON for live, whatever the answer is', async () => {
    expect(await round('0 0.1 x" }\\ \u0001$(id)', REFUSED)).toMatchObject({
      address_ok: 0,
      direct_blocked: 1,
      curl: 0,
      direct_curl: 28,
    });
  });

  test('is a script of any shell', () => {
    expect(spawnSync('sh', ['-n', '-c', container.args[0]]).status).toBe(0);
    // The kubelet replaces $(NAME) for variables that it knows, and $$ by $.
    const names = container.env.map(({ name }: { name: string }) => `$(${name})`);
    expect(names.filter((name: string) => container.args[0].includes(name))).toEqual([]);
    expect(container.args[0]).not.toContain('$$');
  });
});
