import type { KubernetesObject } from '../../cluster/api';
import { breakEngine, patience } from '../../mutants/apply';
import { Cluster } from './_cluster';
import { adding, fileOf } from './_objects';
import { Project } from './_project';
import { named, production, type Settings } from './_settings';
import { goesInItsCage } from './two-tenants/_gone';
import { leavesByOwnAddress, stayedInside } from './two-tenants/_isolation';

const A = 'client-egress-prod-client-a-workloads';
const B = 'client-egress-prod-client-b-workloads';

let cluster: Cluster;
let settings: Settings;

beforeAll(async () => {
  const project = new Project();
  cluster = await Cluster.up(project, project.synth(production()), { name: 'releases', environment: 'production' });
});

beforeEach(async () => {
  settings = production();
  await cluster.restore(settings);
  await breakEngine(cluster.lab);
});

afterAll(() => cluster?.down());

test('with two Kustomizations a tenant, each leaves by the address of its own proxy', async () => {
  expect(cluster.kustomizations()).toEqual(expect.arrayContaining([A, B]));
  await leavesByOwnAddress({ cluster, settings });
});

test('from its first moment on, a pod gets nowhere without its proxy', () => stayedInside({ cluster, settings }));

test('what is merged is deployed when it is tagged, and not before', async () => {
  const replicas = async () =>
    (await cluster.lab.api.get('/apis/apps/v1/namespaces/client-b-demo/deployments/web'))?.spec.replicas;
  const released = (await cluster.lab.flux.kustomization(B))?.status.lastAppliedRevision;
  expect(released).toMatch(/^v1\.0\.\d+@sha1:/);
  const [web] = named(settings, 'client-b').workloads;
  Object.assign(web as object, { replicas: 2 });
  cluster.project.synth(settings);
  const merged = await cluster.lab.source.push(cluster.project.output, 'Two of them');
  // Flux has seen the branch by then: what bootstraps the cluster follows it.
  await cluster.lab.flux.isApplied('flux-system', merged);
  await cluster.reconcile();
  expect((await cluster.lab.flux.kustomization(B))?.status.lastAppliedRevision).toBe(released);
  expect(await replicas()).toBe(1);

  await cluster.release();
  await cluster.isDeployed(merged);
  expect(await replicas()).toBe(2);
});

test('a release that is not signed is not deployed', async () => {
  const { lab } = cluster;
  const path = '/apis/source.toolkit.fluxcd.io/v1/namespaces/flux-system/gitrepositories/scaleway-k8s-egres-proxy';
  const source = async () => (await lab.api.get(path))?.status;
  const { revision } = (await source()).artifact;
  const [web] = named(settings, 'client-b').workloads;
  Object.assign(web as object, { replicas: 2 });
  cluster.project.synth(settings);
  await lab.source.push(cluster.project.output, 'Two of them');
  try {
    await lab.source.git('-c', 'tag.gpgSign=false', 'tag', '--message', 'unsigned', 'v1.9.0');
    const { artifact, conditions } = await source();
    expect(artifact.revision).toBe(revision);
    expect(conditions).toContainEqual(expect.objectContaining({ type: 'Ready', reason: 'InvalidGitObject' }));
  } finally {
    await lab.source.git('tag', '--delete', 'v1.9.0');
  }
});

test.each([
  { what: 'a policy of its own namespace', object: networkPolicy('client-a-demo') },
  { what: 'something in the namespace of another tenant', object: configMap('client-b-demo') },
])(
  'the workloads of a tenant are applied with its rights: $what is refused, and the status says so',
  async ({ object }) => {
    const before = (await cluster.pods('client-a-demo', 'web')).map(({ metadata }) => metadata.uid);
    const changes = adding(cluster.project.output, 'dist/overlays/production/client-a/workloads', [object]);
    const commit = await cluster.lab.source.push(changes, 'Reach further');
    await cluster.release();
    expect(await failure(A)).toMatch(
      /User "system:serviceaccount:flux-system:client-a" cannot \w+ resource "(networkpolicies|configmaps)"/,
    );
    const found = await cluster.lab.kubectl(['get', object.kind, 'reach', '--namespace', object.metadata.namespace]);
    expect(found).toMatchObject({ code: 1, stderr: expect.stringContaining('NotFound') });

    await cluster.lab.flux.isApplied(B, commit);
    expect((await cluster.pods('client-a-demo', 'web')).map(({ metadata }) => metadata.uid)).toEqual(before);
  },
);

test('a mistake in what one tenant runs does not hold up the others', async () => {
  const { output } = cluster.project;
  const [web] = named(settings, 'client-b').workloads;
  Object.assign(web as object, { replicas: 2 });
  cluster.project.synth(settings);
  await cluster.lab.source.push(output, 'Two of them');
  const broken = { [fileOf(output, 'Deployment', 'web', 'dist/base/client-a')]: 'kind: [' };
  const commit = await cluster.lab.source.push(broken, 'Break it');
  await cluster.release();
  await failure(A);
  await cluster.lab.flux.isApplied(B, commit, patience());
  await cluster.isRolledOut();
  expect(await cluster.pods('client-b-demo', 'web')).toHaveLength(2);
  expect(await cluster.pods('client-a-demo', 'web')).toHaveLength(2);
});

describe('with flux.wait', () => {
  beforeEach(async () => {
    Object.assign(settings.environment.flux, { wait: true, timeout: '30s', retryInterval: '10s' });
    await cluster.deploy(settings);
  });

  test('a Kustomization whose pods run is Ready, and is checked', async () => {
    for (const name of [A, B]) {
      expect(await cluster.lab.flux.condition(name)).toMatchObject({ status: 'True' });
      const conditions = (await cluster.lab.flux.kustomization(name))?.status.conditions;
      expect(conditions).toContainEqual(expect.objectContaining({ type: 'Healthy', status: 'True' }));
    }
  });

  test('one whose pods do not start is not Ready, names the workload, and holds up no other tenant', async () => {
    const [web] = named(settings, 'client-a').workloads;
    const [other] = named(settings, 'client-b').workloads;
    Object.assign(web as object, { command: ['sh', '-c', 'exit 1'] });
    Object.assign(other as object, { replicas: 2 });
    cluster.project.synth(settings);
    const commit = await cluster.lab.source.push(cluster.project.output, 'Pods that do not start');
    await cluster.release();
    expect(await failure(A)).toMatch(/Deployment\/client-a-demo\/web/);
    await cluster.lab.flux.isApplied(B, commit, patience());
    expect(await cluster.lab.flux.condition(B)).toMatchObject({ status: 'True' });
    // The guardrails of the tenant are applied, and stay so.
    expect(await cluster.lab.flux.condition('client-egress-prod-client-a')).toMatchObject({ status: 'True' });
  });
});

test('a tenant that is removed gets nowhere on its way out', () => goesInItsCage({ cluster, settings }));

test('with all rights in the namespace, nothing is written that the tenant’s role does not name', async () => {
  const inNamespace = ['--namespace', 'client-a-demo'];
  const owner = ['--clusterrole=cluster-admin', '--user=owner', ...inNamespace];
  await cluster.byHand('create', 'rolebinding', 'owner', ...owner);
  try {
    const [web] = (await cluster.pods('client-a-demo', 'web')) as [KubernetesObject];
    const [replicaSet] = web.metadata.ownerReferences as [{ name: string }];
    const api = cluster.lab.api.as({ name: 'owner' });
    const statusOf = async (path: string, group = '/api/v1', body: object = {}) => {
      const all = `${group}/namespaces/client-a-demo/${path}?dryRun=All`;
      return (await api.request('PATCH', all, body)).status;
    };
    // The binding takes a moment.
    await cluster.lab.waitFor(
      'the owner may',
      async () => (await statusOf('deployments/web', '/apis/apps/v1')) === 200,
    );
    expect({
      status: await statusOf('deployments/web/status', '/apis/apps/v1'),
      podStatus: await statusOf(`pods/${web.metadata.name}/status`),
      resize: await statusOf(`pods/${web.metadata.name}/resize`),
      replicas: await statusOf(`replicasets/${replicaSet.name}/scale`, '/apis/apps/v1'),
    }).toEqual({ status: 403, podStatus: 403, resize: 403, replicas: 403 });
    expect(await statusOf('deployments/web/scale', '/apis/apps/v1')).toBe(200);
  } finally {
    await cluster.byHand('delete', 'rolebinding', 'owner', ...inNamespace);
  }
});

test('a namespace of someone else does not become a tenant’s by a release', async () => {
  await cluster.byHand('create', 'namespace', 'monitoring');
  try {
    const labels = { tenant: 'client-a', 'network/isolation': 'egress-proxy' };
    const object = { apiVersion: 'v1', kind: 'Namespace', metadata: { name: 'monitoring', labels } };
    const folder = 'dist/overlays/production/client-a/guardrails';
    const changes = adding(cluster.project.output, folder, [object]);
    await cluster.lab.source.push(changes, 'Name a namespace');
    await cluster.release();
    expect(await failure('client-egress-prod-client-a')).toContain('egress-tenant/adopt=client-a');
    expect((await cluster.lab.api.get('/api/v1/namespaces/monitoring'))?.metadata.labels).not.toHaveProperty('tenant');
  } finally {
    await cluster.byHand('delete', 'namespace', 'monitoring');
  }
});

/** What a Kustomization's status says went wrong. */
function failure(name: string): Promise<string> {
  return cluster.lab.waitFor(
    `the status of ${name} says that it failed`,
    async () => {
      const condition = await cluster.lab.flux.condition(name);
      // It is no failure of its own to wait for another.
      return condition?.status === 'False' && condition.reason !== 'DependencyNotReady' ? condition.message : undefined;
    },
    patience(),
  );
}

function networkPolicy(namespace: string) {
  const spec = { podSelector: {}, policyTypes: ['Egress'], egress: [{}] };
  return { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy', metadata: { name: 'reach', namespace }, spec };
}

function configMap(namespace: string) {
  return { apiVersion: 'v1', kind: 'ConfigMap', metadata: { name: 'reach', namespace }, data: {} };
}
