import type { KubernetesObject, User } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { container, pod, workload } from './_attack';
import type { Answer } from './_client';
import { Cluster, NAMESPACE, PLATFORM, USERS } from './_cluster';
import { withProbe } from './_probe';

const CORE = `/api/v1/namespaces/${NAMESPACE}`;
const APPS = `/apis/apps/v1/namespaces/${NAMESPACE}`;
const LABELS = { 'app.kubernetes.io/name': 'egress-probe' };

let cluster: Cluster;
/** The name of the probe's pod. */
let own: string;

beforeAll(async () => {
  cluster = await Cluster.start({ environment: withProbe });
  own = await waitFor('the probe has a pod', async () => {
    const pods = await cluster.items(`${CORE}/pods?labelSelector=app.kubernetes.io/name=egress-probe`);
    return pods[0]?.metadata.name;
  });
});
afterAll(() => cluster?.stop());

interface Attack {
  readonly title: string;
  readonly method: 'POST' | 'PATCH' | 'PUT' | 'DELETE' | 'GET';
  readonly path: () => string;
  readonly body?: () => object;
}

const named = (object: KubernetesObject, metadata: KubernetesObject['metadata']) => ({ ...object, metadata });

/** A workload whose pods have the probe's label. */
function imitating(kind: string): KubernetesObject {
  const object = workload(kind);
  const template = kind === 'CronJob' ? object.spec.jobTemplate.spec.template : object.spec.template;
  template.metadata = { labels: LABELS };
  if (object.spec.selector) object.spec.selector = { matchLabels: LABELS };
  return object;
}

const ATTACKS: readonly Attack[] = [
  { title: 'deletes the pod', method: 'DELETE', path: () => `${CORE}/pods/${own}` },
  {
    title: 'deletes all pods with its label',
    method: 'DELETE',
    path: () => `${CORE}/pods?labelSelector=app.kubernetes.io/name=egress-probe`,
  },
  { title: 'deletes all pods', method: 'DELETE', path: () => `${CORE}/pods` },
  {
    title: 'evicts the pod',
    method: 'POST',
    path: () => `${CORE}/pods/${own}/eviction`,
    body: () => ({ apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: own } }),
  },
  {
    title: 'takes its label off',
    method: 'PATCH',
    path: () => `${CORE}/pods/${own}`,
    body: () => ({ metadata: { labels: { 'app.kubernetes.io/name': 'web' } } }),
  },
  {
    title: 'lets it end',
    method: 'PATCH',
    path: () => `${CORE}/pods/${own}`,
    body: () => ({ spec: { activeDeadlineSeconds: 5 } }),
  },
  {
    title: 'reports that it is ready',
    method: 'PATCH',
    path: () => `${CORE}/pods/${own}/status`,
    body: () => ({ status: { phase: 'Failed' } }),
  },
  { title: 'runs a command in it', method: 'POST', path: () => `${CORE}/pods/${own}/exec?command=sh&stdout=true` },
  {
    title: 'runs a command in it by a WebSocket',
    method: 'GET',
    path: () => `${CORE}/pods/${own}/exec?command=sh&stdout=true`,
  },
  { title: 'attaches to it', method: 'POST', path: () => `${CORE}/pods/${own}/attach?stdout=true` },
  { title: 'forwards a port of it', method: 'POST', path: () => `${CORE}/pods/${own}/portforward?ports=9305` },
  { title: 'deletes the Deployment', method: 'DELETE', path: () => `${APPS}/deployments/egress-probe` },
  { title: 'deletes all Deployments', method: 'DELETE', path: () => `${APPS}/deployments` },
  {
    title: 'changes the Deployment',
    method: 'PATCH',
    path: () => `${APPS}/deployments/egress-probe`,
    body: () => ({ spec: { paused: true } }),
  },
  {
    title: 'annotates the Deployment',
    method: 'PATCH',
    path: () => `${APPS}/deployments/egress-probe`,
    body: () => ({ metadata: { annotations: { a: 'b' } } }),
  },
  {
    title: 'scales it to zero',
    method: 'PATCH',
    path: () => `${APPS}/deployments/egress-probe/scale`,
    body: () => ({ spec: { replicas: 0 } }),
  },
  {
    title: 'has an autoscaler scale it',
    method: 'POST',
    path: () => `/apis/autoscaling/v2/namespaces/${NAMESPACE}/horizontalpodautoscalers`,
    body: () => ({
      apiVersion: 'autoscaling/v2',
      kind: 'HorizontalPodAutoscaler',
      metadata: { name: 'attack' },
      spec: {
        scaleTargetRef: { apiVersion: 'apps/v1', kind: 'Deployment', name: 'egress-probe' },
        minReplicas: 2,
        maxReplicas: 5,
      },
    }),
  },
  {
    title: 'runs a pod with its label',
    method: 'POST',
    path: () => `${CORE}/pods`,
    body: () => named(pod('x'), { name: 'x', labels: LABELS }),
  },
  {
    title: 'gives a pod its label later',
    method: 'PATCH',
    path: () => `${CORE}/pods/other`,
    body: () => ({ metadata: { labels: LABELS } }),
  },
  {
    title: 'runs a pod of its name',
    method: 'POST',
    path: () => `${CORE}/pods`,
    body: () => named(pod('x'), { name: 'egress-probe-5d9c-abcde' }),
  },
  {
    title: 'runs a pod of a generated name',
    method: 'POST',
    path: () => `${CORE}/pods`,
    body: () => ({ ...pod('x'), metadata: { generateName: 'egress-probe-' } }),
  },
  ...['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'].map(
    (kind): Attack => ({
      title: `makes pods with its label by a ${kind}`,
      method: 'POST',
      path: () =>
        kind.endsWith('Job')
          ? `/apis/batch/v1/namespaces/${NAMESPACE}/${kind.toLowerCase()}s`
          : `${APPS}/${kind.toLowerCase()}s`,
      body: () => imitating(kind),
    }),
  ),
  {
    title: 'takes its name for something else',
    method: 'POST',
    path: () => `${CORE}/configmaps`,
    body: () => ({ apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'egress-probe' } }),
  },
];

const USER: readonly (readonly [string, User])[] = [
  ['a person of the tenant', USERS.person],
  ['an owner of the namespace', USERS.owner],
];

/** Connections and dry runs store nothing. */
function ask(user: User, { method, path, body }: Attack): Promise<Answer> {
  const place = path();
  const isConnection = /\/(exec|attach|portforward)\?/.test(place);
  const full = isConnection ? place : `${place}${place.includes('?') ? '&' : '?'}dryRun=All`;
  return cluster.as(user).request(method, full, body?.());
}

describe.each(USER)('to %s', (_, user) => {
  beforeAll(() => cluster.mustApply([named(pod('other'), { name: 'other', labels: { app: 'other' } })]));

  test.each(ATTACKS)('the API server refuses who $title', async (attack) => {
    const { status, body } = await ask(user, attack);
    expect({ status, message: body.message }).toEqual({
      status: 403,
      message: expect.stringMatching(/egress-tenant-(egress-probe|guardrails)|cannot \w+ resource/),
    });
  });
});

test('an owner of the namespace is refused by this policy, where the tenant’s role has the right', async () => {
  const own = ATTACKS.filter(({ title }) => !/evicts|reports/.test(title));
  for (const attack of own) {
    const { body } = await ask(USERS.owner, attack);
    expect(body.message).toContain("ValidatingAdmissionPolicy 'egress-tenant-egress-probe'");
  }
});

test('a tenant deletes its own pods by a label that the probe does not have', async () => {
  const path = `${CORE}/pods?labelSelector=app=other&dryRun=All`;
  expect(await cluster.as(USERS.owner).request('DELETE', path)).toMatchObject({ status: 200 });
});

test('a tenant’s own pods are taken as before, and do not get the probe’s priority', async () => {
  const create = (body: object) => cluster.as(USERS.person).request('POST', `${CORE}/pods?dryRun=All`, body);
  expect(await create(pod('fine'))).toMatchObject({ status: 201 });
  const spec = { ...pod('outranks').spec, priorityClassName: 'egress-probe' };
  const refused = await create({ ...pod('outranks'), spec });
  expect(refused.body.message).toContain("ValidatingAdmissionPolicy 'egress-tenant-priority'");
  const elsewhere = { ...pod('elsewhere').spec, containers: [{ ...container('a'), image: 'curlimages/curl:8.11.1' }] };
  expect((await create({ ...pod('elsewhere'), spec: elsewhere })).body.message).toContain("'egress-tenant-images'");
});

test('the probe’s pod is made, although its image is in no registry of the tenant, and the quota does not count it', async () => {
  const { spec } = await cluster.get(`${CORE}/pods/${own}`);
  expect(spec).toMatchObject({ priorityClassName: 'egress-probe', priority: 1000, preemptionPolicy: 'Never' });
  // The pods of the tenant fill it: the other one, and one more.
  await cluster.mustApply([named(pod('last'), { name: 'last', labels: { app: 'last' } })]);
  await waitFor('the quota is full', async () => {
    const { status } = await cluster.get(`${CORE}/resourcequotas/tenant-quota-pods`);
    return status.used?.pods === '2';
  });
  const more = await cluster.as(USERS.person).request('POST', `${CORE}/pods`, pod('more'));
  expect(more.body.message).toContain('exceeded quota');
  // The platform ends the probe's pod, and its controller makes another one.
  await cluster.as(PLATFORM).request('DELETE', `${CORE}/pods/${own}?gracePeriodSeconds=0`);
  const next = await waitFor('there is another one', async () => {
    const pods = await cluster.items(`${CORE}/pods?labelSelector=app.kubernetes.io/name=egress-probe`);
    return pods.find(({ metadata }) => metadata.name !== own && metadata.deletionTimestamp === undefined);
  });
  expect(next.metadata.name).toMatch(/^egress-probe-/);
});
