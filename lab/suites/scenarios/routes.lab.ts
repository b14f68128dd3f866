import { join } from 'node:path';
import { loadModel, type Model } from '../../../lib';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { IMAGE } from './_settings';

const SETTINGS = { tenants: join(__dirname, 'routes/tenants'), environments: join(__dirname, 'routes/overlays') };
const A = 'client-a-demo';
const B = 'client-b-demo';
/** Where the ingress controller runs, which the settings name, and any other namespace. */
const CONTROLLER = 'ingress-nginx';
const ELSEWHERE = 'elsewhere';
const PORTS = [8080, 8081];

let cluster: Cluster;
let project: Project;
let model: Model;

beforeAll(async () => {
  project = new Project();
  model = project.write(loadModel(SETTINGS).model);
  cluster = await Cluster.up(project, model, { name: 'routes', environment: 'development' });
  await cluster.isDeployed();
  await Promise.all([CONTROLLER, ELSEWHERE].map(startVisitor));
});

afterAll(() => cluster?.down());

/** A pod that stands for an ingress controller, or for any other visitor. */
async function startVisitor(namespace: string): Promise<void> {
  await cluster.byHand('create', 'namespace', namespace);
  const run = ['run', 'visitor', `--image=${IMAGE}`, '--restart=Never', '--namespace', namespace];
  await cluster.byHand(...run, '--command', '--', 'sleep', '3600');
  await cluster.byHand('wait', 'pod/visitor', '--for=condition=Ready', '--timeout=60s', '--namespace', namespace);
}

/** The ports of a workload's pod that take a connection from the visitor in a namespace. */
async function open(from: string, namespace: string, workload: string): Promise<readonly number[]> {
  const [pod] = await cluster.pods(namespace, workload);
  const connects = PORTS.map(async (port) => {
    const curl = ['curl', '-s', '-o', '/dev/null', '--noproxy', '*', '--max-time', '2', '-w', '%{num_connects}'];
    const { stdout } = await cluster.lab.exec(from, 'visitor', [...curl, `http://${pod?.status.podIP}:${port}/`]);
    return stdout === '1' ? [port] : [];
  });
  return (await Promise.all(connects)).flat();
}

test('the controller reaches the workload of the route at its port, and nothing else of any tenant', async () => {
  expect(await open(CONTROLLER, A, 'web')).toEqual([8080]);
  expect(await open(CONTROLLER, A, 'back')).toEqual([]);
  expect(await open(CONTROLLER, B, 'web')).toEqual([]);
});

test('it reaches the Service by its name, as a controller that does not ask for endpoints', async () => {
  const curl = ['curl', '-s', '--noproxy', '*', '--max-time', '5', `http://web.${A}.svc.cluster.local:8080/hostname`];
  expect((await cluster.lab.exec(CONTROLLER, 'visitor', curl)).stdout).toMatch(/^web-/);
});

test('pods of other namespaces reach nothing', async () => {
  for (const [namespace, workload] of [
    [A, 'web'],
    [A, 'back'],
    [B, 'web'],
  ] as const)
    expect(await open(ELSEWHERE, namespace, workload)).toEqual([]);
});

test('without the route, the controller reaches nothing, and its Ingress is gone', async () => {
  const ingresses = `/apis/networking.k8s.io/v1/namespaces/${A}/ingresses`;
  expect((await cluster.lab.api.list(ingresses)).map(({ metadata }) => metadata.name)).toEqual(['shop-example-com']);
  const environments = model.environments.map(({ environment, tenants }) => ({
    environment,
    tenants: tenants.map(({ routes: _, ...tenant }) => tenant),
  }));
  project.write({ ...model, environments });
  await cluster.isDeployed(await cluster.lab.source.push(project.output, 'Remove the route'));
  await cluster.lab.waitFor('the way is closed', async () => (await open(CONTROLLER, A, 'web')).length === 0);
  expect(await cluster.lab.api.list(ingresses)).toEqual([]);
});
