import { join } from 'node:path';
import { stringify } from 'yaml';
import { loadModel, type Model, type Tenant } from '../../../lib';
import type { KubernetesObject } from '../../cluster/api';
import { Cluster } from './_cluster';
import { byKind, objectsOf, strictDryRun } from './_objects';
import { Project } from './_project';

const SETTINGS = {
  tenants: join(__dirname, 'workloads/tenants'),
  environments: join(__dirname, 'workloads/overlays'),
};
const NAMESPACE = 'client-a-demo';
const CORE = `/api/v1/namespaces/${NAMESPACE}`;
const JOBS = `/apis/batch/v1/namespaces/${NAMESPACE}/jobs`;

const KINDS = ['ConfigMap', 'Service', 'Deployment', 'CronJob', 'HorizontalPodAutoscaler', 'PodDisruptionBudget'];

let cluster: Cluster;
let project: Project;
let model: Model;

beforeAll(async () => {
  project = new Project();
  model = project.write(loadModel(SETTINGS).model);
  cluster = await Cluster.up(project, model, { name: 'workloads', environment: 'development' });
  const namespace = async () => (await cluster.lab.api.get(`/api/v1/namespaces/${NAMESPACE}`)) !== undefined;
  await cluster.lab.waitFor('Flux has made the namespace', namespace);
  // What the tenant’s pods read, and the settings do not hold.
  const metadata = (name: string) => ({ name, namespace: NAMESPACE });
  const data = { flag: 'blue', EXTRA: 'from the ConfigMap' };
  await cluster.lab.apply(stringify({ apiVersion: 'v1', kind: 'ConfigMap', metadata: metadata('features'), data }));
  const stringData = { password: 'pa$$word', TOKEN: 'from the Secret' };
  await cluster.lab.apply(stringify({ apiVersion: 'v1', kind: 'Secret', metadata: metadata('shop-db'), stringData }));
  await cluster.isDeployed();
});

afterAll(() => cluster?.down());

async function podOf(workload: string): Promise<KubernetesObject> {
  const [pod] = await cluster.pods(NAMESPACE, workload);
  if (!pod) throw new Error(`${workload} has no pod`);
  return pod;
}

/** What a command prints in a container of a pod. */
async function inContainer(workload: string, container: string, ...command: string[]): Promise<string> {
  const { metadata } = await podOf(workload);
  const exec = ['exec', metadata.name, '--namespace', NAMESPACE, '--container', container, '--', ...command];
  const { stdout, stderr } = await cluster.lab.kubectl(exec);
  return stdout + stderr;
}

async function deploy(change: (tenant: Tenant) => Tenant): Promise<void> {
  const changed = (tenants: readonly Tenant[]) => tenants.map(change);
  project.write({
    base: changed(model.base),
    environments: model.environments.map((each) => ({ ...each, tenants: changed(each.tenants) })),
  });
  await cluster.isDeployed(await cluster.lab.source.push(project.output, 'Change the settings'));
}

test('the API server knows every field, and warns of none', async () => {
  const objects = await objectsOf(cluster.lab, project.output, 'development');
  await strictDryRun(
    cluster.lab,
    KINDS.flatMap((kind) => byKind(objects, kind)),
  );
});

describe('a pod', () => {
  test('has its variables, from keys and from whole objects, and the proxy’s last', async () => {
    const env = await inContainer('web', 'web', 'env');
    for (const line of [
      'LEVEL=info',
      'PASSWORD=pa$$word',
      'FLAG=blue',
      'TOKEN=from the Secret',
      'EXTRA=from the ConfigMap',
      'HTTP_PROXY=http://172.16.28.8:3128',
    ])
      expect(env).toContain(`${line}\n`);
  });

  test('has its files as they are written, and those of the image around them', async () => {
    expect(await inContainer('web', 'web', 'cat', '/srv/index.html', '/etc/shop/shop.conf')).toBe(
      'first $(HOME) $$\nlevel: info\n',
    );
    expect(await inContainer('web', 'web', 'ls', '/etc/passwd')).toBe('/etc/passwd\n');
    expect(await inContainer('web', 'side', '/usr/local/bin/hello')).toBe('hello\n');
    expect(await inContainer('web', 'web', 'ls', '/usr/local/bin/hello')).toContain('No such file');
  });

  test('has volumes in the containers that see them, and paths inside of them', async () => {
    await inContainer('web', 'web', 'sh', '-c', 'echo shared >/data/file');
    expect(await inContainer('web', 'side', 'cat', '/all/web/file')).toBe('shared\n');
    expect(await inContainer('web', 'side', 'touch', '/all/other')).toContain('Read-only file system');
    const mounts = async (container: string) => await inContainer('web', container, 'cat', '/proc/mounts');
    expect(await mounts('web')).toContain(' /tmp ');
    expect(await mounts('side')).not.toContain(' /tmp ');
  });

  test('can write to the files of its image where that is set, and only there', async () => {
    const write = ['touch', '/file'];
    expect(await inContainer('web', 'web', ...write)).toContain('Read-only file system');
    expect(await inContainer('writer', 'writer', ...write)).not.toContain('Read-only file system');
  });

  test('is reached by the port of its Service', async () => {
    expect(await inContainer('writer', 'writer', 'curl', '-s', 'http://web/index.html')).toBe('first $(HOME) $$\n');
    const services = await cluster.lab.api.list(`${CORE}/services`);
    expect(services.map(({ metadata }) => metadata.name)).toEqual(['web']);
  });

  test('has the labels and annotations of its workload', async () => {
    const { metadata } = await podOf('web');
    expect(metadata.labels).toMatchObject({ team: 'shop', tenant: 'client-a' });
    expect(metadata.annotations).toMatchObject({ 'prometheus.io/scrape': 'true' });
  });
});

describe('the number of pods', () => {
  test('is the autoscaler’s, and Flux leaves it alone', async () => {
    const two = async () => (await cluster.pods(NAMESPACE, 'web')).length === 2;
    await cluster.lab.waitFor('the autoscaler has two pods', two);
    await cluster.reconcile();
    await cluster.isRolledOut();
    expect(await cluster.pods(NAMESPACE, 'web')).toHaveLength(2);
  });

  test('does not fall below the budget in a drain', async () => {
    await cluster.isRolledOut();
    const evict = async (pod: KubernetesObject | undefined) =>
      (
        await cluster.lab.api.request('POST', `${CORE}/pods/${pod?.metadata.name}/eviction`, {
          apiVersion: 'policy/v1',
          kind: 'Eviction',
          metadata: { name: pod?.metadata.name, namespace: NAMESPACE },
        })
      ).status;
    const [first, second] = await cluster.pods(NAMESPACE, 'web');
    const began = Date.now();
    expect(await evict(first)).toBe(201);
    expect(await evict(second)).toBe(429);
    // The pause before it ends.
    const path = `${CORE}/pods/${first?.metadata.name}`;
    await cluster.lab.waitFor('the evicted pod is gone', async () => (await cluster.lab.api.get(path)) === undefined);
    expect(Date.now() - began).toBeGreaterThan(2500);
    await cluster.isRolledOut();
  });
});

describe('what ends', () => {
  test('a run of a CronJob is what the settings say', async () => {
    const cronJob = await cluster.lab.api.get(`/apis/batch/v1/namespaces/${NAMESPACE}/cronjobs/nightly`);
    expect(cronJob?.spec).toMatchObject({ timeZone: 'Europe/Paris', suspend: true, concurrencyPolicy: 'Replace' });
    await cluster.byHand('create', 'job', 'by-hand', '--from=cronjob/nightly', '--namespace', NAMESPACE);
    const done = async () => (await cluster.lab.api.get(`${JOBS}/by-hand`))?.status.succeeded === 1;
    await cluster.lab.waitFor('the run has ended', done);
    expect(await cluster.lab.podLogs(NAMESPACE, 'job/by-hand')).toBe('every night\n');
  });

  test('a Job that is deleted after its end runs again with the next reconciliation, as check warns', async () => {
    const gone = async () => (await cluster.lab.api.get(`${JOBS}/once`)) === undefined;
    await cluster.lab.waitFor('the Job is deleted', gone);
    await cluster.reconcile();
    await cluster.lab.waitFor('the Job is there again', async () => !(await gone()));
  });
});

test('a changed file restarts the pods, and those of the earlier template can still start', async () => {
  const before = (await podOf('web')).metadata.uid;
  await deploy((tenant) => ({
    ...tenant,
    workloads: tenant.workloads.map((workload) => ({
      ...workload,
      files: workload.files.map((file) => ({ ...file, content: file.content.replace('first', 'second') })),
    })),
  }));
  expect((await podOf('web')).metadata.uid).not.toBe(before);
  expect(await inContainer('web', 'web', 'cat', '/srv/index.html')).toBe('second $(HOME) $$\n');
  const configMaps = await cluster.lab.api.list(`${CORE}/configmaps`);
  expect(configMaps.filter(({ metadata }) => metadata.name.startsWith('web-files-'))).toHaveLength(2);

  await cluster.byHand('rollout', 'undo', 'deployment/web', '--namespace', NAMESPACE);
  await cluster.isRolledOut();
  expect(await inContainer('web', 'web', 'cat', '/srv/index.html')).toBe('first $(HOME) $$\n');
});
