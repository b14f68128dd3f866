import fc from 'fast-check';
import { completeImage, isFrom } from '../../../lib/settings/image-name';
import type { KubernetesObject } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { type Change, inContainer } from '../_change';
import { container, pod, workload } from './_attack';
import { APPLY } from './_client';
import { account, Cluster, NAMESPACE, TENANT, USERS } from './_cluster';
import { claimed } from './_objects';

const ROOT = `/api/v1/namespaces/${NAMESPACE}`;
const DRY = '?dryRun=All';
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
});

afterAll(() => cluster?.stop());

const person = () => cluster.as(USERS.person);

async function taken(path: string, body: object): Promise<void> {
  const { status, body: answer } = await person().request('POST', path, body);
  expect({ status, message: answer.message }).toEqual({ status: 201, message: undefined });
}

const gone = (path: string) =>
  waitFor(`${path} is gone`, async () => (await cluster.admin.request('GET', path)).status === 404);

describe('images', () => {
  const hosts = [
    'docker.io',
    'index.docker.io',
    'Docker.io',
    'example.com',
    'Example.com',
    'localhost',
    'localhost:5000',
  ];
  const first = [
    ...hosts,
    'registry.example.com:5000',
    'registry.example.com',
    'curlimages',
    'Curlimages',
    'library',
    'a.b',
  ];
  const part = fc.constantFrom(
    'curlimages',
    'curlimages2',
    'shop',
    'shop2',
    'library',
    'a_b',
    'a__b',
    'a-b',
    '..',
    '.',
    'A',
    '',
  );
  const tail = fc.constantFrom(
    '',
    ':1',
    ':latest',
    ':8.11.1',
    `@sha256:${'a'.repeat(64)}`,
    `:1@sha256:${'b'.repeat(64)}`,
  );
  const named = fc
    .tuple(fc.option(fc.constantFrom(...first), { nil: undefined }), fc.array(part, { maxLength: 3 }), tail)
    .map(([host, parts, end]) => [...(host === undefined ? [] : [host]), ...parts].join('/') + end)
    // The API server itself wants a name.
    .filter((name) => name !== '');
  /** What a container runtime may read as the ID of an image, whole or shortened, and names that only begin alike. */
  const id = fc
    .tuple(
      fc.constantFrom('', 'sha256:', 'sha384:', 'sha512:', 'docker.io/sha256:', 'library/sha256:', 'sha256@sha256:'),
      fc.constantFrom('cafe', 'c', '3f8a4339aadda', 'CAFE', 'cafe:1', 'latest', 'a'.repeat(64), 'cafe'.repeat(16)),
    )
    .map((parts) => parts.join(''));
  const reference = fc.oneof({ weight: 4, arbitrary: named }, { weight: 1, arbitrary: id });

  test('CEL and TypeScript agree on where an image comes from', async () => {
    const registries = cluster.model.tenants.find(({ name }) => name === TENANT)?.registries ?? [];
    expect(registries.length).toBeGreaterThan(2);
    const verdicts = { true: 0, false: 0 };
    await fc.assert(
      fc.asyncProperty(reference, async (image) => {
        const body = pod('named', inContainer({ image }));
        const { status } = await person().request('POST', `${ROOT}/pods${DRY}`, body);
        const expected = isFrom(image, registries);
        verdicts[`${expected}`] += 1;
        expect({ image, name: completeImage(image), status }).toMatchObject({ status: expected ? 201 : 403 });
      }),
      { seed: 20_261_128, numRuns: 400 },
    );
    expect(Math.min(verdicts.true, verdicts.false)).toBeGreaterThan(20);
  });

  test('a tenant without the annotation takes images from anywhere', async () => {
    const body = pod('anywhere', (spec) => {
      spec.nodeSelector['node-pool'] = 'client-a-pool';
      spec.tolerations[0].key = 'node-role.kubernetes.io/client-a';
      spec.containers[0].image = 'evil.example/x:1';
    });
    const path = `/api/v1/namespaces/client-a-demo/pods${DRY}`;
    expect(await cluster.as(account('flux-system', 'client-a')).request('POST', path, body)).toMatchObject({
      status: 201,
    });
  });
});

describe('what complies is taken', () => {
  const pods: readonly (readonly [string, Change])[] = [
    [
      'probes and hooks of the pod itself, an empty host included',
      (spec) => {
        spec.containers[0].livenessProbe = { httpGet: { host: '', port: 80, path: '/' } };
        spec.containers[0].readinessProbe = { tcpSocket: { port: 80 } };
        spec.containers[0].startupProbe = { grpc: { port: 80 } };
        spec.containers[0].lifecycle = {
          preStop: { httpGet: { port: 80 } },
          postStart: { exec: { command: ['true'] } },
        };
      },
    ],
    [
      'tokens for the audiences of the settings, and for the API server',
      (spec) => {
        const audiences = ['vault', 'https://sts.example.com', undefined, ''];
        const sources = audiences.map((audience, i) => ({ serviceAccountToken: { path: `t${i}`, audience } }));
        spec.volumes = [{ name: 't', projected: { sources } }];
      },
    ],
    [
      'an hour to end',
      (spec) => {
        spec.terminationGracePeriodSeconds = 3600;
        spec.containers[0].livenessProbe = { tcpSocket: { port: 80 }, terminationGracePeriodSeconds: 3600 };
      },
    ],
    [
      'an image volume of a listed registry',
      {
        volumes: [{ name: 'v', image: { reference: 'example.com/data:1' } }],
        initContainers: [{ ...container('init'), image: 'curlimages/curl:8.11.1' }],
      },
    ],
  ];
  test.each(pods)('%s', (_, change) => taken(`${ROOT}/pods${DRY}`, pod('complies', change)));

  const budgets = [
    { maxUnavailable: 1 },
    { maxUnavailable: '1%' },
    { maxUnavailable: '10%' },
    { minAvailable: 1 },
    { minAvailable: 100 },
    { minAvailable: '99%' },
    { minAvailable: 0 },
    {},
  ];
  test.each(budgets.map((budget) => [JSON.stringify(budget), budget] as const))('a budget of %s', (_, budget) =>
    taken(`/apis/policy/v1/namespaces/${NAMESPACE}/poddisruptionbudgets${DRY}`, {
      metadata: { name: 'complies' },
      spec: { selector: { matchLabels: { app: 'x' } }, ...budget },
    }),
  );

  const ports = [{ port: 80 }];
  test.each([
    ['without an address', { ports }],
    ['with an empty one', { ports, clusterIP: '' }],
    ['headless', { ports, clusterIP: 'None' }],
  ])('a service %s', (_, spec) => taken(`${ROOT}/services${DRY}`, { metadata: { name: 'complies' }, spec }));

  test('a service that is applied, changed and applied again', async () => {
    const path = `${ROOT}/services/applied?fieldManager=helm&force=true`;
    const body = (port: number) => ({
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'applied' },
      spec: { selector: { app: 'x' }, ports: [{ name: 'http', port }] },
    });
    expect(await person().request('PATCH', path, body(80), APPLY)).toMatchObject({ status: 201 });
    expect(await person().request('PATCH', path, body(81), APPLY)).toMatchObject({ status: 200 });
    // As kubectl edit and Helm 3 send it: with the address that it has.
    const { body: live } = await person().request('GET', `${ROOT}/services/applied`);
    live.spec.ports[0].port = 82;
    expect(await person().request('PUT', `${ROOT}/services/applied`, live)).toMatchObject({ status: 200 });
  });
});

describe('the cluster’s own controllers work', () => {
  const jobs = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`;

  test('a Job tracks its pods by a finalizer, and they go with it', async () => {
    const job = workload('Job');
    await taken(jobs, job);
    const pods = async (): Promise<KubernetesObject[]> =>
      (await cluster.admin.request('GET', `${ROOT}/pods?labelSelector=app%3Dattack`)).body.items;
    const [made] = await waitFor('it has a pod', async () => ((await pods()).length > 0 ? pods() : undefined));
    expect(made?.metadata.finalizers).toEqual(['batch.kubernetes.io/job-tracking']);
    expect(await person().request('DELETE', `${jobs}/attack?propagationPolicy=Foreground`)).toMatchObject({
      status: 200,
    });
    await gone(`${jobs}/attack`);
    await waitFor('its pods are gone', async () => (await pods()).length === 0);
  });

  test('a claim is protected, and goes', async () => {
    const claims = `${ROOT}/persistentvolumeclaims`;
    await taken(claims, { metadata: { name: 'data' }, spec: claimed() });
    const { body } = await person().request('GET', `${claims}/data`);
    expect(body.metadata.finalizers).toEqual(['kubernetes.io/pvc-protection']);
    const labelled = { metadata: { labels: { seen: 'yes' } } };
    expect(await person().request('PATCH', `${claims}/data`, labelled)).toMatchObject({ status: 200 });
    expect(await person().request('DELETE', `${claims}/data`)).toMatchObject({ status: 200 });
    await gone(`${claims}/data`);
  });

  test.each(['Foreground', 'Orphan'])('a Deployment that is deleted in the way %s goes', async (policy) => {
    const deployments = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments`;
    const made = workload('Deployment');
    made.metadata.name = policy.toLowerCase();
    await taken(deployments, made);
    const path = `${deployments}/${made.metadata.name}`;
    const sets = `/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`;
    await waitFor('it has a ReplicaSet', async () => (await cluster.items(sets)).length > 0);
    expect(await person().request('DELETE', `${path}?propagationPolicy=${policy}`)).toMatchObject({ status: 200 });
    await gone(path);
  });

  test('an autoscaler is taken, and reports', async () => {
    const path = `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`;
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'nothing' };
    await taken(path, { metadata: { name: 'auto' }, spec: { maxReplicas: 2, scaleTargetRef } });
    await waitFor('its controller has looked', async () => {
      const { status } = await cluster.get(`${path}/auto`);
      return (status?.conditions ?? []).length > 0;
    });
  });

  test('a finalizer that is there may stay through other changes, and be removed by the tenant', async () => {
    const path = `${ROOT}/configmaps/older`;
    const finalizers = ['example.com/older', 'example.com/other'];
    await cluster.admin.request('POST', `${ROOT}/configmaps`, { metadata: { name: 'older', finalizers } });
    const change = (metadata: object) => person().request('PATCH', path, { metadata });
    expect(await change({ labels: { seen: 'yes' } })).toMatchObject({ status: 200 });
    expect(await change({ finalizers: finalizers.slice(1) })).toMatchObject({ status: 200 });
    expect(await change({ finalizers })).toMatchObject({ status: 403 });
    expect(await change({ finalizers: [] })).toMatchObject({ status: 200 });
  });
});

test('the quota bounds storage and numbers of objects', async () => {
  const { spec } = await cluster.get(`${ROOT}/resourcequotas/tenant-quota`);
  expect(spec.hard).toMatchObject({
    'requests.storage': '100Gi',
    configmaps: '100',
    persistentvolumeclaims: '10',
    secrets: '50',
    services: '20',
  });
  const claim = { metadata: { name: 'large' }, spec: claimed('101Gi') };
  const answer = await person().request('POST', `${ROOT}/persistentvolumeclaims`, claim);
  expect(answer).toMatchObject({ status: 403 });
  expect(answer.body.message).toMatch(/exceeded quota: tenant-quota, requested: requests\.storage=101Gi/);
});
