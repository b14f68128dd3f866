import type { KubernetesObject, User } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { pod, workload } from './_attack';
import { account, Cluster, NAMESPACE, PLATFORM, TENANT, USERS } from './_cluster';
import { claimed, gitRepository, node, right, serviceAccount, volume } from './_objects';

const ROOT = `/api/v1/namespaces/${NAMESPACE}`;
const NODE: User = { name: 'system:node:shop-pool-1', groups: ['system:nodes'] };
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
  const team = { apiGroup: 'rbac.authorization.k8s.io', kind: 'Group', name: 'network-team' };
  const rule = { apiGroups: ['cilium.io'], resources: ['*'], verbs: ['*'] };
  await cluster.mustApply([node('shop-pool-1'), ...right('network-team', team, rule)]);
});

afterAll(() => cluster?.stop());

const objectsOf = (tenant: string) => cluster.rendered.workloads.get(tenant) ?? [];
const ownerOf = ({ metadata }: KubernetesObject) =>
  (metadata.ownerReferences as { kind: string }[] | undefined)?.[0]?.kind;

test('the expressions of every policy are sound, as the API server sees the kinds that they judge', async () => {
  for (const name of cluster.policies) {
    const path = await cluster.path(cluster.policy(name));
    const status = await waitFor(`${name} is checked`, async () => {
      const { status, metadata } = await cluster.get(path);
      return status?.observedGeneration === metadata.generation && status;
    });
    expect({ name, warnings: status.typeChecking?.expressionWarnings }).toEqual({ name, warnings: undefined });
  }
});

describe('what is rendered', () => {
  test('covers the shipped tenant, and one with every kind', () => {
    const kinds = (tenant: string) => objectsOf(tenant).map(({ kind }) => kind);
    expect(kinds('client-a')).toEqual(expect.arrayContaining(['ConfigMap', 'Deployment']));
    expect([...new Set(kinds(TENANT))].sort()).toEqual([
      'ConfigMap',
      'CronJob',
      'DaemonSet',
      'Deployment',
      'Job',
      'PersistentVolumeClaim',
      'Service',
      'StatefulSet',
    ]);
  });

  test('is applied by the account that Flux takes for the tenant, with no refusal and no warning', async () => {
    await cluster.applyWorkloads();
  });

  test('becomes pods: what the controllers add is let through, on every kind', async () => {
    const kinds = ['ReplicaSet', 'StatefulSet', 'DaemonSet', 'Job'];
    await waitFor('every kind has its pods', async () => {
      const owners = (await cluster.items(`${ROOT}/pods`)).map(ownerOf);
      return kinds.every((kind) => owners.includes(kind));
    });
    const daemon = (await cluster.items(`${ROOT}/pods`)).find((each) => ownerOf(each) === 'DaemonSet');
    const tolerated = daemon?.spec.tolerations.map(({ key }: { key: string }) => key);
    expect(tolerated).toEqual(expect.arrayContaining(['node.kubernetes.io/unschedulable']));
  });

  test('gets its endpoints and the cluster’s certificate from the controllers', async () => {
    await waitFor('the service has its slice', async () => {
      const slices = await cluster.items(`/apis/discovery.k8s.io/v1/namespaces/${NAMESPACE}/endpointslices`);
      return slices.some(
        ({ metadata }) => (metadata.labels as Record<string, string>)['kubernetes.io/service-name'] === 'web',
      );
    });
    await waitFor('the certificate is there', async () => {
      return (await cluster.admin.request('GET', `${ROOT}/configmaps/kube-root-ca.crt`)).status === 200;
    });
  });

  test('is put on a node and reported by the cluster’s own, and by nobody else', async () => {
    await cluster.mustApply([pod('running')]);
    const binding = { metadata: { name: 'running' }, target: { kind: 'Node', name: 'shop-pool-1' } };
    const scheduler = cluster.as({ name: 'system:kube-scheduler' });
    expect(await scheduler.request('POST', `${ROOT}/pods/running/binding`, binding)).toMatchObject({ status: 201 });
    const report = { status: { phase: 'Running' } };
    const status = `${ROOT}/pods/running/status`;
    await waitFor('the kubelet may report', async () => {
      return (await cluster.as(NODE).request('PATCH', status, report)).status === 200;
    });
    const { uid } = (await cluster.get(`${ROOT}/pods/running`)).metadata;
    const token = { spec: { boundObjectRef: { apiVersion: 'v1', kind: 'Pod', name: 'running', uid } } };
    const path = `${ROOT}/serviceaccounts/default/token`;
    expect(await cluster.as(NODE).request('POST', path, token)).toMatchObject({ status: 201 });
    await cluster.admin.request('DELETE', `${ROOT}/pods/running?gracePeriodSeconds=0`);
  });

  test('is scaled, scheduled by time, budgeted and given volumes by the controllers for that', async () => {
    const person = cluster.as(USERS.person);
    const post = async (path: string, body: object) =>
      expect(await person.request('POST', path, body)).toMatchObject({ status: 201 });
    const apis = (group: string) => `/apis/${group}/namespaces/${NAMESPACE}`;
    const metadata = { name: 'controlled' };
    const scaleTargetRef = { apiVersion: 'apps/v1', kind: 'Deployment', name: 'web' };
    await post(`${apis('autoscaling/v2')}/horizontalpodautoscalers`, {
      metadata,
      spec: { scaleTargetRef, minReplicas: 3, maxReplicas: 4 },
    });
    await post(`${apis('policy/v1')}/poddisruptionbudgets`, {
      metadata,
      spec: { minAvailable: 1, selector: { matchLabels: { app: 'controlled' } } },
    });
    const cronJob = workload('CronJob');
    await post(`${apis('batch/v1')}/cronjobs`, {
      ...cronJob,
      metadata,
      spec: { ...cronJob.spec, schedule: '* * * * *' },
    });
    await cluster.mustApply([volume('controlled')]);
    await post(`${ROOT}/persistentvolumeclaims`, { metadata, spec: claimed('1Gi', { storageClassName: 'by-hand' }) });
    const soon = { timeout: 100_000 };
    await waitFor(
      'the claim is bound',
      async () => (await cluster.get(`${ROOT}/persistentvolumeclaims/controlled`)).status.phase === 'Bound',
      soon,
    );
    await waitFor(
      'the budget is counted',
      async () =>
        (await cluster.get(`${apis('policy/v1')}/poddisruptionbudgets/controlled`)).status.observedGeneration === 1,
      soon,
    );
    await waitFor(
      'the Deployment is scaled',
      async () => (await cluster.get(`${apis('apps/v1')}/deployments/web`)).spec.replicas === 3,
      soon,
    );
    await waitFor(
      'the CronJob has a pod',
      async () =>
        (await cluster.items(`${ROOT}/pods`)).some(({ metadata }) =>
          String(metadata.generateName).startsWith('controlled-'),
        ),
      soon,
    );
    for (const path of [`${apis('autoscaling/v2')}/horizontalpodautoscalers`, `${apis('batch/v1')}/cronjobs`]) {
      expect(await person.request('DELETE', `${path}/controlled`)).toMatchObject({ status: 200 });
    }
  });

  test('goes with what made it', async () => {
    const deployments = `/apis/apps/v1/namespaces/${NAMESPACE}/deployments/web`;
    expect(await cluster.as(USERS.person).request('DELETE', deployments)).toMatchObject({ status: 200 });
    await waitFor('its pods are collected', async () => {
      return !(await cluster.items(`${ROOT}/pods`)).some(({ metadata }) =>
        String(metadata?.generateName).startsWith('web-'),
      );
    });
  });
});

test('a controller that cannot make a tenant’s pods says why, on what it works for', async () => {
  const { spec, metadata } = workload('Deployment', (template) => {
    template.nodeSelector['node-pool'] = 'client-a-pool';
  });
  const path = `/apis/apps/v1/namespaces/${NAMESPACE}/replicasets`;
  expect(await cluster.admin.request('POST', path, { metadata, spec })).toMatchObject({ status: 201 });
  const message = await waitFor('the ReplicaSet has failed', async () => {
    const { status } = await cluster.get(`${path}/attack`);
    const failed = (status?.conditions ?? []).find(({ type }: { type: string }) => type === 'ReplicaFailure');
    return failed?.message as string | undefined;
  });
  expect(message).toMatch(/tenant shop: .*Set nodeSelector node-pool: shop-pool/);
  expect((await cluster.items(`${ROOT}/pods?labelSelector=app%3Dattack`)).length).toBe(0);
  await cluster.admin.request('DELETE', `${path}/attack`);
});

test('Flux’s controllers, which may the same everywhere, keep their marks on what the platform made', async () => {
  const rule = { apiGroups: ['source.toolkit.fluxcd.io'], resources: ['*'], verbs: ['*'] };
  const subject = serviceAccount('source-controller', 'flux-system');
  await cluster.mustApply([...right('crd-controller', subject, rule), gitRepository()]);
  const finalizers = { metadata: { finalizers: ['finalizers.fluxcd.io'] } };
  const controller = cluster.as(account('flux-system', 'source-controller'));
  const path = await cluster.path(gitRepository());
  await waitFor('the controller may', async () => {
    return (await controller.request('PATCH', path, finalizers)).status === 200;
  });
  const released = { metadata: { finalizers: [] } };
  expect(await controller.request('PATCH', path, released)).toMatchObject({ status: 200 });
});

describe('what is not a tenant’s', () => {
  const bare = { metadata: { name: 'bare' }, spec: { containers: [{ name: 'a', image: 'example.com/a:1' }] } };

  test.each(['kube-system', 'flux-system'])('is not looked at: a bare pod in %s', async (namespace) => {
    await waitFor(`${namespace} has its account`, async () => {
      const path = `/api/v1/namespaces/${namespace}/serviceaccounts/default`;
      return (await cluster.admin.request('GET', path)).status === 200;
    });
    const path = `/api/v1/namespaces/${namespace}/pods?dryRun=All`;
    expect(await cluster.admin.request('POST', path, bare)).toMatchObject({ status: 201 });
  });

  test('is not looked at: objects that live in no namespace, of kinds that are refused in one', async () => {
    const body = { apiVersion: 'cilium.io/v1', kind: 'CiliumClusterwideNetworkPolicy', metadata: { name: 'x' } };
    const path = '/apis/cilium.io/v1/ciliumclusterwidenetworkpolicies?dryRun=All';
    const member = cluster.as({ name: 'network-team', groups: ['network-team'] });
    await waitFor('the network team may', async () => (await member.request('POST', path, body)).status === 201);
  });

  test('becomes one without being stuck: what is older than the label can be labelled, scaled and removed', async () => {
    const namespace = 'older';
    const older = `/api/v1/namespaces/${namespace}`;
    const deployment = workload('Deployment', {
      nodeSelector: {},
      containers: [{ name: 'a', image: 'example.com/a:1' }],
    });
    deployment.metadata = { name: 'older', namespace };
    await cluster.mustApply([
      { apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace } },
      deployment,
      {
        apiVersion: 'v1',
        kind: 'Service',
        metadata: { name: 'public', namespace, finalizers: ['example.com/load-balancer'] },
        spec: { type: 'LoadBalancer', ports: [{ port: 80 }] },
      },
    ]);
    const pods = () => cluster.items(`${older}/pods`);
    const [first] = await waitFor('it has pods', async () => ((await pods()).length > 0 ? await pods() : undefined));
    const adopted = { metadata: { annotations: { 'egress-tenant/adopt': TENANT } } };
    expect(await cluster.admin.request('PATCH', older, adopted)).toMatchObject({ status: 200 });
    const labels = { tenant: TENANT, 'network/isolation': 'egress-proxy' };
    await cluster.mustApply([{ apiVersion: 'v1', kind: 'Namespace', metadata: { name: namespace, labels } }]);
    await waitFor('the label holds', async () => {
      const body = { metadata: { name: 'bare' }, spec: bare.spec };
      return (await cluster.admin.request('POST', `${older}/pods?dryRun=All`, body)).status === 403;
    });

    const labelled = { metadata: { labels: { seen: 'yes' } } };
    const path = `${older}/pods/${first?.metadata.name}`;
    expect(await cluster.admin.request('PATCH', path, labelled)).toMatchObject({ status: 200 });
    const released = { metadata: { finalizers: [] } };
    expect(await cluster.admin.request('PATCH', `${older}/services/public`, released)).toMatchObject({
      status: 200,
    });
    const scale = `/apis/apps/v1/namespaces/${namespace}/deployments/older/scale`;
    expect(await cluster.admin.request('PATCH', scale, { spec: { replicas: 0 } })).toMatchObject({
      status: 200,
    });
    await waitFor('the controller has scaled it down', async () => (await pods()).length === 0);
    await cluster.admin.request('DELETE', older);
  });
});

test('the platform changes the guardrails, and takes a tenant away: the controllers clean up to the end', async () => {
  const path = '/api/v1/namespaces/client-a-demo';
  const policies = '/apis/networking.k8s.io/v1/namespaces/client-a-demo/networkpolicies';
  const platform = cluster.as(PLATFORM);
  expect(await platform.request('DELETE', `${policies}/allow-dns`)).toMatchObject({ status: 200 });
  expect(await platform.request('DELETE', path)).toMatchObject({ status: 200 });
  await waitFor('the namespace is gone', async () => (await cluster.admin.request('GET', path)).status === 404);
  const guardrails = cluster.rendered.guardrails.filter(({ metadata }) =>
    [metadata.name, metadata.namespace].includes('client-a-demo'),
  );
  await cluster.mustApply(guardrails);
  await waitFor('it is there again, with what controllers put into each', async () => {
    const found = await Promise.all(
      ['serviceaccounts/default', 'configmaps/kube-root-ca.crt'].map((each) =>
        cluster.admin.request('GET', `${path}/${each}`),
      ),
    );
    return found.every(({ status }) => status === 200);
  });
});
