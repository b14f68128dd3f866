import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { User } from '../../cluster/api';
import { type Result, run } from '../../process/exec';
import { CHART, pathsOf, proxyOf } from './_chart';
import { Cluster, NAMESPACE, PLATFORM, USERS } from './_cluster';
import { Nodes } from './_nodes';
import { volume } from './_objects';

const folder = mkdtempSync(join(tmpdir(), 'helm-'));
let cluster: Cluster;
let nodes: Nodes;
let proxy: string;

beforeAll(async () => {
  cluster = await Cluster.start();
  nodes = Nodes.start(cluster.admin, NAMESPACE);
  proxy = await proxyOf(cluster);
});

afterAll(async () => {
  await nodes?.stop();
  await cluster?.stop();
  rmSync(folder, { recursive: true });
});

/** Runs Helm as a user, in the tenant's namespace. */
function helm(user: User, ...args: readonly string[]): Promise<Result> {
  const { binaries, kubeconfig } = cluster.controlPlane;
  const as = [`--kube-as-user=${user.name}`, ...(user.groups ?? []).map((group) => `--kube-as-group=${group}`)];
  const env = { PATH: process.env.PATH, HOME: folder, KUBECONFIG: kubeconfig, HELM_NAMESPACE: NAMESPACE };
  return run([binaries.helm as string, ...args, ...as], { env });
}

async function succeeds(user: User, ...args: readonly string[]): Promise<string> {
  const { code, stdout, stderr } = await helm(user, ...args);
  expect({ args, code, stderr }).toEqual({ args, code: 0, stderr: expect.any(String) });
  return stdout;
}

const set = (values: Readonly<Record<string, unknown>>) => `--set-json=${JSON.stringify(values)}`;
const objects = async (release: string) =>
  Promise.all(Object.entries(pathsOf(release)).map(async ([kind, path]) => [kind, await cluster.get(path)] as const));

/** The Secrets in which Helm keeps what it has released. */
async function revisions(release: string) {
  const { items } = await cluster.get(
    `/api/v1/namespaces/${NAMESPACE}/secrets?labelSelector=owner%3Dhelm,name%3D${release}`,
  );
  return items.map((each: { type: string; metadata: { labels: Record<string, string> } }) => [
    each.type,
    each.metadata.labels.version,
    each.metadata.labels.status,
  ]);
}

describe.each([
  ['the account that Flux takes, by server-side apply,', 'applied', USERS.flux, true],
  ['one of the tenant’s people, by three-way patches,', 'patched', USERS.person, false],
] as const)('%s', (_, release, user, serverSide) => {
  const how = [`--server-side=${serverSide}`, '--wait', '--timeout=50s'];

  beforeAll(() => cluster.mustApply([volume(release)]));

  test('installs a chart, its hooks included', async () => {
    await succeeds(user, 'install', release, CHART, set({ proxy }), ...how);
    for (const [kind, { metadata }] of await objects(release)) {
      expect({ kind, ...metadata.labels, ...metadata.annotations }).toMatchObject({
        kind,
        'app.kubernetes.io/managed-by': 'Helm',
        'meta.helm.sh/release-name': release,
        'meta.helm.sh/release-namespace': NAMESPACE,
      });
    }
    const status = JSON.parse(await succeeds(user, 'status', release, '--output=json'));
    const hooks = status.hooks.filter(
      ({ last_run }: { last_run: { phase: string } }) => last_run.phase === 'Succeeded',
    );
    expect(hooks.map(({ kind }: { kind: string }) => kind).sort()).toEqual(['ConfigMap', 'Job']);
    expect(await revisions(release)).toEqual([['helm.sh/release.v1', '1', 'deployed']]);
  });

  test('runs its test', async () => {
    expect(await succeeds(user, 'test', release, '--timeout=50s')).toMatch(/Phase: +Succeeded/);
  });

  test('upgrades it', async () => {
    const annotations = { 'prometheus.io/scrape': 'true', 'helm.sh/resource-policy': 'keep' };
    await succeeds(user, 'upgrade', release, CHART, set({ proxy, message: 'second', port: 81, annotations }), ...how);
    const { spec, metadata } = await cluster.get(pathsOf(release).Service as string);
    expect(spec.ports).toMatchObject([{ port: 81 }]);
    expect(metadata.annotations).toMatchObject(annotations);
    expect((await cluster.get(pathsOf(release).ConfigMap as string)).data).toEqual({ message: 'second' });
  });

  test('rolls it back', async () => {
    await succeeds(user, 'rollback', release, '1', '--wait', '--timeout=50s');
    const { spec, metadata } = await cluster.get(pathsOf(release).Service as string);
    expect(spec.ports).toMatchObject([{ port: 80 }]);
    expect(metadata.annotations).not.toHaveProperty('helm.sh/resource-policy');
    expect((await revisions(release)).map(([, ...rest]: string[]) => rest)).toEqual([
      ['1', 'superseded'],
      ['2', 'superseded'],
      ['3', 'deployed'],
    ]);
  });

  test('is refused a pod that is neither pinned nor proxied, and what runs goes on', async () => {
    const values = set({ placed: false, proxied: false });
    const { code, stderr } = await helm(user, 'upgrade', release, CHART, values, '--no-hooks', ...how);
    expect(code).toBe(1);
    expect(stderr).toMatch(
      /tenant shop: (pods run on the tenant’s own nodes|every container needs the tenant’s proxy variables)/,
    );
    const { spec } = await cluster.get(pathsOf(release).Deployment as string);
    expect(spec.template.spec.nodeSelector).toEqual({ 'node-pool': 'shop-pool' });
    await succeeds(user, 'rollback', release, '3', '--wait', '--timeout=50s');
  });

  test('uninstalls it, but for the claim that it keeps', async () => {
    await succeeds(user, 'uninstall', release, '--wait', '--timeout=50s');
    const left = (await objects(release)).filter(([, { kind }]) => kind !== 'Status').map(([kind]) => kind);
    expect(left).toEqual(['PersistentVolumeClaim']);
    expect(await revisions(release)).toEqual([]);
  });
});

test('a tenant’s Helm creates no namespace', async () => {
  const { code, stderr } = await helm(USERS.person, 'install', 'elsewhere', CHART, '--create-namespace');
  expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringMatching(/namespaces.* forbidden/) });
});

describe('what a chart may not hold', () => {
  const install = (user: User, values: object) =>
    helm(user, 'install', 'refused', CHART, set({ proxy, ...values }), '--no-hooks');

  // A tenant cannot delete what it may not create, and neither can its Helm.
  afterEach(() => succeeds(PLATFORM, 'uninstall', 'refused', '--no-hooks'));

  test.each([
    [
      'a pod without a proxy',
      { proxied: false },
      'every container needs the tenant’s proxy variables, and these lack them: ',
    ],
    ['a pod on any node', { placed: false }, 'pods run on the tenant’s own nodes'],
    ['an account', { account: true }, 'cannot patch resource "serviceaccounts"'],
    ['an image of another registry', { image: 'evil.example/web:1' }, 'not evil.example/web. Use an image of these'],
    [
      'a Service that is open to the outside',
      { external: true },
      'services must be of type ClusterIP, not LoadBalancer',
    ],
    [
      'an annotation that other software acts on',
      { annotations: { 'external-dns.alpha.kubernetes.io/hostname': 'www.example.com' } },
      'not allowed: external-dns.alpha.kubernetes.io/hostname',
    ],
  ])('%s: Helm prints the reason', async (_, values, reason) => {
    const { code, stderr } = await install(USERS.person, values);
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(reason) });
  });

  test('an account, with cluster-admin in the namespace too', async () => {
    const { code, stderr } = await install(USERS.owner, { account: true });
    const reason = 'only the platform may create serviceaccounts in this namespace';
    expect({ code, stderr }).toEqual({ code: 1, stderr: expect.stringContaining(reason) });
  });
});
