import type { KubernetesObject } from '../../cluster/api';
import { Charts, chart, NAMESPACE, PASSWORD } from './charts/_world';

// A tenant's Helm charts: the real source-controller fetches them from a registry, and the real helm-controller installs them.

const REDIS = chart('redis', 'charts/redis', '1.2.0', {
  values: { serviceAccount: { create: false } },
  valuesFrom: [{ path: 'auth.password', secret: 'redis-login', key: 'password' }],
  pods: [{ object: 'StatefulSet/redis-master', containers: ['redis', 'metrics'], initContainers: ['prepare'] }],
});
const DB_PODS = [
  { object: 'StatefulSet/db', containers: ['postgresql'] },
  { object: 'Job/db-before', containers: ['before'] },
  { object: 'Job/db-migrate', containers: ['migrate'] },
  { object: 'CronJob', containers: ['backup'] },
];
const DB = chart('db', 'charts/postgresql', '16.0.0', { pods: DB_PODS });

let world: Charts;

beforeAll(async () => {
  world = await Charts.up();
  await world.run([REDIS, DB]);
});

afterAll(() => world?.cluster.down());

/** What every pod of the tenant has, whoever wrote it. */
function isTenants(pod: KubernetesObject): void {
  const { spec } = pod;
  expect(spec).toMatchObject({
    nodeName: expect.stringMatching(/^client-a-pool-/),
    nodeSelector: { 'node-pool': 'client-a-pool' },
    automountServiceAccountToken: false,
    securityContext: { runAsNonRoot: true, seccompProfile: { type: 'RuntimeDefault' } },
  });
  for (const container of [...(spec.initContainers ?? []), ...spec.containers]) {
    expect(container.env).toEqual(
      expect.arrayContaining([
        { name: 'https_proxy', value: 'http://172.16.28.8:3128' },
        { name: 'NO_PROXY', value: expect.stringContaining('.svc.cluster.local') },
      ]),
    );
    expect(container.securityContext).toMatchObject({
      runAsUser: 1001,
      allowPrivilegeEscalation: false,
      capabilities: { drop: ['ALL'] },
    });
  }
}

describe('a chart in the shape of Redis', () => {
  test('is installed as the tenant’s account, and its pods are the tenant’s', async () => {
    expect(await world.release('redis')).toMatchObject({ status: 'True' });
    await world.cluster.isRolledOut();
    const pods = await world.pods('redis-master-');
    expect(pods).toHaveLength(1);
    pods.forEach(isTenants);
  });

  test.each(['redis', 'metrics'])('its container %s leaves by the tenant’s address', async (container) => {
    const command = ['exec', 'redis-master-0', '--namespace', NAMESPACE, '--container', container];
    const { stdout } = await world.lab.kubectl([...command, '--', 'curl', '-s', 'https://ifconfig.me/ip']);
    expect(stdout.trim()).toBe('203.0.113.10');
  });

  test('answers the tenant’s own pods, and no one else’s', async () => {
    const url = `http://redis-master.${NAMESPACE}.svc.cluster.local:6379/`;
    expect((await world.cluster.curl(NAMESPACE, 'web', url)).stdout).toBe('+PONG\n');
    expect((await world.cluster.curl('client-b-demo', 'web', '--max-time', '3', url)).stdout).not.toContain('PONG');
  });

  test('has its password from a Secret of the namespace, character by character', async () => {
    const secret = await world.lab.api.get(`/api/v1/namespaces/${NAMESPACE}/secrets/redis`);
    expect(Buffer.from(secret?.data['redis-password'], 'base64').toString()).toBe(PASSWORD);
  });
});

describe('a chart in the shape of PostgreSQL', () => {
  test.each(['before', 'migrate'])('its hook %s runs as all pods of the tenant', async (hook) => {
    const { status, message } = await world.release('db');
    expect({ status, message }).toMatchObject({ status: 'True', message: expect.stringContaining('succeeded') });
    const [pod] = await world.pods(`db-${hook}-`);
    isTenants(pod as KubernetesObject);
    expect(await world.lab.podLogs(NAMESPACE, `job/db-${hook}`)).toBe('first\n203.0.113.10\n');
  });

  test('its CronJob makes pods of the tenant', async () => {
    const [job] = await world.objects('batch/v1/cronjobs');
    const pod = job?.spec.jobTemplate.spec.template.spec;
    expect(pod.nodeSelector).toEqual({ 'node-pool': 'client-a-pool' });
    expect(pod.containers[0].env).toContainEqual({ name: 'HTTP_PROXY', value: 'http://172.16.28.8:3128' });
  });

  test('is upgraded by a change of its values, hooks included', async () => {
    await world.run([
      REDIS,
      chart('db', 'charts/postgresql', '16.0.0', { values: { message: 'second' }, pods: DB_PODS }),
    ]);
    await world.lab.waitFor('it is upgraded', async () => {
      const [pod] = await world.pods('db-0');
      return (pod?.metadata as { annotations?: Record<string, string> })?.annotations?.message === 'second';
    });
    expect(await world.release('db')).toMatchObject({ status: 'True' });
    expect(await world.lab.podLogs(NAMESPACE, 'job/db-migrate')).toBe('second\n203.0.113.10\n');
  });
});

describe('refused, with the reason in the release', () => {
  const unusual = (name: string, what: string, pods: readonly string[] = ['main']) =>
    chart(name, 'charts/unusual', '1.0.0', { values: { what }, pods: [{ object: 'Pod', containers: pods }] });

  beforeAll(() =>
    world.run([
      REDIS,
      DB,
      unusual('definition', 'definition'),
      unusual('role', 'role'),
      unusual('network', 'network'),
      unusual('image', 'image'),
      unusual('unlisted', 'container'),
      unusual('taken', 'taken'),
      unusual('elsewhere', 'elsewhere'),
      unusual('hook-elsewhere', 'hook'),
      unusual('hook-network', 'hook-pod'),
      chart('account', 'charts/redis', '1.2.0', { pods: [] }),
    ]),
  );

  test.each([
    ['a CustomResourceDefinition', 'definition', 'customresourcedefinitions.apiextensions.k8s.io'],
    ['a ClusterRole', 'role', 'clusterroles.rbac.authorization.k8s.io'],
    ['an account', 'account', 'serviceaccounts'],
    ['an object in the namespace of another tenant', 'elsewhere', 'in the namespace "client-b-demo"'],
    ['a hook in the namespace of another tenant', 'hook-elsewhere', 'in the namespace "client-b-demo"'],
    ['a hook with a pod on the host’s network', 'hook-network', 'violates PodSecurity "restricted'],
    ['a pod on the host’s network', 'network', 'violates PodSecurity "restricted'],
    ['an image of another registry', 'image', 'images come from docker.io/curlimages'],
    ['a container that the settings do not list', 'unlisted', 'these lack them: exporter'],
    ['an object that the settings render', 'taken', 'exists and cannot be imported into the current release'],
  ])('%s', async (_, name, reason) => {
    const { status, message } = await world.release(name);
    expect({ status, message }).toEqual({ status: 'False', message: expect.stringContaining(reason) });
  });

  test('the Deployment of the settings is as it was, and no pod of these charts runs', async () => {
    const deployments = await world.objects('apps/v1/deployments');
    const web = deployments.find(({ metadata }) => metadata.name === 'web');
    expect(web?.metadata.annotations ?? {}).not.toHaveProperty(['meta.helm.sh/release-name']);
    const pods = await Promise.all(['network', 'image', 'unlisted', 'hook-'].map((name) => world.pods(name)));
    expect(pods.flat()).toEqual([]);
    const inOther = await world.lab.api.list('/api/v1/namespaces/client-b-demo/configmaps');
    expect(inOther.filter(({ metadata }) => /elsewhere/.test(metadata.name))).toEqual([]);
  });
});

test('a release that was refused is installed once its values comply', async () => {
  const pods = [{ object: 'StatefulSet', containers: ['redis'], initContainers: ['prepare'] }];
  const values = { serviceAccount: { create: false }, metrics: { enabled: false } };
  await world.run([REDIS, DB, chart('account', 'charts/redis', '1.2.0', { values, pods })]);
  expect(await world.release('account')).toMatchObject({ status: 'True' });
  await world.cluster.isRolledOut();
  (await world.pods('account-master-')).forEach(isTenants);
});

test('without the setting a release is uninstalled, and its claims stay', async () => {
  await world.run([]);
  await world.lab.waitFor('nothing of the charts runs', async () => {
    const names = (await world.objects('apps/v1/statefulsets')).map(({ metadata }) => metadata.name);
    return names.length === 0;
  });
  await world.lab.waitFor('the releases are gone', async () => {
    const releases = await world.objects('helm.toolkit.fluxcd.io/v2/helmreleases');
    if (releases.length === 0) return true;
    throw new Error(
      releases.map(({ metadata, status }) => `${metadata.name}: ${JSON.stringify(status.conditions)}`).join('\n'),
    );
  });
  const claims = await world.objects('v1/persistentvolumeclaims');
  expect(claims.map(({ metadata }) => metadata.name)).toEqual(['db-backups']);
});

test('nothing has left past the proxies', async () => {
  expect(await world.cluster.witness.packets()).toBe(0);
});
