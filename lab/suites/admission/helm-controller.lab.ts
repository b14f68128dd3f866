import type { KubernetesObject } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { CHART, pathsOf, proxyOf } from './_chart';
import { APPLY } from './_client';
import { Cluster, definition, NAMESPACE, TENANT, USERS } from './_cluster';
import { FluxHelm } from './_flux-helm';
import { Nodes } from './_nodes';
import { volume } from './_objects';

const RELEASES = '/apis/helm.toolkit.fluxcd.io/v2/namespaces';
let cluster: Cluster;
let nodes: Nodes;
let flux: FluxHelm;
let proxy: string;

beforeAll(async () => {
  cluster = await Cluster.start({ definitions: ['helm-controller-crds'] });
  await cluster.mustApply([definition('source.toolkit.fluxcd.io', 'HelmChart', 'helmcharts')]);
  nodes = Nodes.start(cluster.admin, NAMESPACE);
  proxy = await proxyOf(cluster);
  flux = await FluxHelm.start(cluster, CHART);
  await flux.serve('web', 'flux-system');
  await cluster.mustApply([volume('released')]);
});

afterAll(async () => {
  flux?.stop();
  await nodes?.stop();
  await cluster?.stop();
});

/** Waits, and shows the controller's log if it takes too long: it looks after hooks and objects every five seconds. */
const done = <T>(description: string, probe: () => Promise<T>) =>
  waitFor(description, probe, { timeout: 120_000, needs: [flux.controller] });

/** A release as the platform writes it in flux-system, as the tenant's account, into the tenant's namespace. */
function release(values: object, name = 'released'): KubernetesObject {
  return {
    apiVersion: 'helm.toolkit.fluxcd.io/v2',
    kind: 'HelmRelease',
    metadata: { name, namespace: 'flux-system' },
    spec: {
      interval: '1h',
      timeout: '1m',
      releaseName: name,
      chartRef: { kind: 'OCIRepository', name: 'web' },
      serviceAccountName: TENANT,
      targetNamespace: NAMESPACE,
      storageNamespace: NAMESPACE,
      driftDetection: { mode: 'enabled' },
      upgrade: { remediation: { retries: 0, remediateLastFailure: true, strategy: 'rollback' } },
      values: { proxy, ...values },
    },
  };
}

const path = `${RELEASES}/flux-system/helmreleases/released`;

/** Waits until the controller has done what the release asks for now, and returns its status. */
async function reconciled(status: 'True' | 'False') {
  const settled = await done('the release is reconciled', async () => {
    const { metadata, status: found } = await cluster.get(path);
    return found?.observedGeneration === metadata.generation ? found : undefined;
  });
  const ready = settled.conditions.find(({ type }: { type: string }) => type === 'Ready');
  expect(ready).toMatchObject({ status, message: expect.any(String) });
  return settled;
}

test('installs and tests a chart as the tenant’s account', async () => {
  const object = release({});
  object.spec.test = { enable: true };
  await cluster.mustApply([object]);
  const { history } = await reconciled('True');
  expect(history[0]).toMatchObject({ status: 'deployed', namespace: NAMESPACE, testHooks: expect.any(Object) });
  for (const [kind, place] of Object.entries(pathsOf('released'))) {
    const { metadata } = await cluster.get(place);
    expect({ kind, ...metadata.labels, ...metadata.annotations }).toMatchObject({
      kind,
      'app.kubernetes.io/managed-by': 'Helm',
      'helm.toolkit.fluxcd.io/name': 'released',
      'meta.helm.sh/release-name': 'released',
    });
  }
});

test('upgrades it, by annotations of its own too', async () => {
  const annotations = { 'helm.toolkit.fluxcd.io/driftDetection': 'disabled' };
  await cluster.mustApply([release({ message: 'second', port: 81, annotations })]);
  const { history } = await reconciled('True');
  expect(history[0]).toMatchObject({ version: 2, status: 'deployed' });
  const { metadata, spec } = await cluster.get(pathsOf('released').Service as string);
  expect(metadata.annotations).toMatchObject(annotations);
  expect(spec.ports).toMatchObject([{ port: 81 }]);
});

test('brings back what the tenant’s people have changed', async () => {
  const scaler = pathsOf('released').HorizontalPodAutoscaler as string;
  const changed = await cluster.as(USERS.person).request('PATCH', scaler, { spec: { maxReplicas: 9 } });
  expect(changed).toMatchObject({ status: 200, body: { spec: { maxReplicas: 9 } } });
  const annotations = { 'reconcile.fluxcd.io/requestedAt': new Date().toISOString() };
  await cluster.admin.request('PATCH', path, { metadata: { annotations } });
  await done('it is as it was', async () => (await cluster.get(scaler)).spec.maxReplicas === 3);
});

test('a release whose pods are refused says why, and is rolled back', async () => {
  await cluster.mustApply([release({ message: 'third', proxied: false })]);
  await reconciled('False');
  const { items } = await cluster.get('/api/v1/namespaces/flux-system/events');
  const messages = items.map(({ message }: { message: string }) => message).join('\n');
  expect(messages).toContain('tenant shop: every container needs the tenant’s proxy variables');
  await done('it is rolled back', async () => {
    const { data } = await cluster.get(pathsOf('released').ConfigMap as string);
    return data.message === 'second';
  });
});

test('is removed with its release', async () => {
  await cluster.admin.request('DELETE', path);
  await done('the release is gone', async () => (await cluster.admin.request('GET', path)).status === 404);
  const found = await Promise.all(
    Object.entries(pathsOf('released')).map(async ([kind, place]) => [kind, (await cluster.get(place)).kind] as const),
  );
  expect(found.filter(([, kind]) => kind !== 'Status').map(([kind]) => kind)).toEqual(['PersistentVolumeClaim']);
});

test.each([
  ['no account, under lock-down', 'nobody', undefined, 'system:serviceaccount:flux-system:default'],
  ['another tenant’s account', 'other', 'client-a', 'system:serviceaccount:flux-system:client-a'],
])('a release with %s is refused', async (_, name, account, user) => {
  const object = release({}, name);
  object.spec.serviceAccountName = account;
  await cluster.mustApply([object]);
  await done('it is refused', async () => flux.controller.tail(5).includes(`User \\"${user}\\" cannot`));
  expect(await cluster.get(pathsOf(name).Deployment as string)).toMatchObject({ code: 404 });
});

test('tenants write no releases of their own', async () => {
  const { kind, apiVersion, spec } = release({});
  const body = { kind, apiVersion, metadata: { name: 'own' }, spec };
  const answer = await cluster
    .as(USERS.owner)
    .request('PATCH', `${RELEASES}/${NAMESPACE}/helmreleases/own?fieldManager=kubectl`, body, APPLY);
  expect(answer.status).toBe(403);
  expect(answer.body.message).toContain('only the platform may create helmreleases.helm.toolkit.fluxcd.io');
});
