import { join } from 'node:path';
import type { EnvironmentModel, Model, Tenant, Workload } from '../../../lib';
import { loadModel } from '../../../lib';
import { breakEngine } from '../../mutants/apply';
import { testOptions } from '../../runner/options';
import { Cluster } from './_cluster';
import { byKind, objectsOf, strictDryRun } from './_objects';
import { Project } from './_project';

const { env, tenants, environments, kubernetes } = testOptions();
const DIRECT = ['--noproxy', '*', '--max-time', '2'];
const SCHEMES = ['https', 'http'];

let model: Model;
let environment: EnvironmentModel;
let tenant: Tenant;
let workload: Workload;
let publicAddress: string;
let cluster: Cluster;

beforeAll(async () => {
  const project = new Project();
  model = project.write(loadModel({ tenants, environments }).model);
  cluster = await Cluster.up(project, model, { name: 'seed', environment: env });
  environment = model.environments.find((one) => one.environment.name === env) as EnvironmentModel;
  tenant = environment.tenants[0] as Tenant;
  workload = tenant.workloads.find(({ kind }) => kind === 'Deployment') as Workload;
  publicAddress = cluster.lab.topology.proxies.find((plan) => plan.tenant === tenant.name)?.publicAddress as string;
  await cluster.isDeployed();
});

beforeEach(async () => {
  await cluster.restore();
  await breakEngine(cluster.lab);
});

afterAll(() => cluster?.down());

function curl(...args: readonly string[]) {
  return cluster.curl(tenant.namespace, workload.name, ...args);
}

test('the API server and the kubelets are of the Kubernetes that was asked for', async () => {
  const { body: server } = await cluster.lab.api.request('GET', '/version');
  const nodes = await cluster.lab.api.list('/api/v1/nodes');
  const kubelets = nodes.map(({ status }) => status.nodeInfo.kubeletVersion);
  expect(kubelets.length).toBeGreaterThan(1);
  for (const version of [server.gitVersion, ...kubelets]) {
    expect(version).toMatch(new RegExp(`^v${kubernetes.replace('.', '\\.')}\\.`));
  }
});

test('`kubectl logs` shows that the proxy is known and that requests succeed: Código: 200', async () => {
  const log = () => cluster.lab.podLogs(tenant.namespace, `deploy/${workload.name}`);
  await cluster.lab.waitFor('a request has succeeded', async () => (await log()).includes('Código: 200'), 40_000);
  const [proxy] = tenant.egress.proxies;
  expect(await log()).toContain(`Proxy configurado: http://${proxy?.address}:${proxy?.port}\n`);
});

test('`kubectl exec … curl -s https://ifconfig.me/ip` prints the public address of the tenant’s proxy', async () => {
  const curl = ['curl', '-s', 'https://ifconfig.me/ip'];
  const result = await cluster.lab.exec(tenant.namespace, `deploy/${workload.name}`, curl, { timeout: 20_000 });
  expect(result).toMatchObject({ code: 0, stdout: `${publicAddress}\n` });
});

test('over http it is the same address', async () => {
  expect(await curl('http://ifconfig.me/ip')).toMatchObject({ code: 0, stdout: `${publicAddress}\n` });
});

test('a request that ignores the proxy gets nowhere', async () => {
  const before = await cluster.witness.packets();
  const results = await Promise.all(SCHEMES.map((scheme) => curl(...DIRECT, `${scheme}://ifconfig.me/ip`)));
  for (const result of results) expect(result).toMatchObject({ code: 28, stdout: '' });
  expect(await cluster.witness.packets()).toBe(before);
});

test('pods find the services of the cluster by name', async () => {
  const [pod] = await cluster.pods(tenant.namespace, workload.name);
  const name = 'kubernetes.default.svc.cluster.local';
  const result = await cluster.lab.exec(tenant.namespace, pod?.metadata.name as string, ['nslookup', name]);
  expect(result).toMatchObject({ code: 0, stdout: expect.stringContaining(name) });
});

test.each(['per-environment', 'per-tenant'] as const)(
  'every object of every environment passes a strict server-side dry run, in the shape %s',
  async (reconcile) => {
    const project = new Project();
    const environments = model.environments.map((one) => {
      const flux = { ...one.environment.flux, reconcile };
      return { ...one, environment: { ...one.environment, flux } };
    });
    project.write({ ...model, environments });
    for (const { environment } of environments) {
      const objects = await objectsOf(cluster.lab, project.output, environment.name);
      expect(objects.length).toBeGreaterThan(10);
      await strictDryRun(cluster.lab, objects);
    }
    project.remove();
  },
);

test('`kubectl diff --server-side` is empty after Flux has applied', async () => {
  const folder = join(cluster.project.output, 'dist/overlays', env);
  const built = await cluster.lab.kubectl(['kustomize', folder]);
  const diff = ['diff', '--server-side', '--force-conflicts', '--filename=-'];
  expect(await cluster.lab.kubectl(diff, { input: built.stdout })).toEqual({ code: 0, stdout: '', stderr: '' });
});

test('what is edited or deleted by hand is put back', async () => {
  const inNamespace = ['--namespace', tenant.namespace];
  const objects = await objectsOf(cluster.lab, cluster.project.output, env);
  const policies = byKind(objects, 'NetworkPolicy').filter(({ metadata }) => metadata.namespace === tenant.namespace);
  expect(policies.length).toBeGreaterThan(1);
  const open = JSON.stringify({ spec: { egress: [{}], policyTypes: ['Egress'] } });
  for (const { metadata } of policies.slice(1)) {
    await cluster.byHand('patch', 'networkpolicy', metadata.name, ...inNamespace, '--type=merge', `--patch=${open}`);
  }
  await cluster.byHand('delete', 'networkpolicy', policies[0]?.metadata.name as string, ...inNamespace);
  await cluster.byHand('scale', `deploy/${workload.name}`, '--replicas=0', ...inNamespace);
  await cluster.reconcile();

  await cluster.isRolledOut();
  const built = await cluster.lab.kubectl(['kustomize', join(cluster.project.output, 'dist/overlays', env)]);
  const diff = ['diff', '--server-side', '--force-conflicts', '--filename=-'];
  expect(await cluster.lab.kubectl(diff, { input: built.stdout })).toMatchObject({ code: 0, stdout: '' });
  expect(await cluster.seenAs(tenant.namespace, workload.name)).toBe(publicAddress);
  expect(await curl(...DIRECT, 'https://ifconfig.me/ip')).toMatchObject({ code: 28, stdout: '' });
});

test.each([
  { proxy: 'dead', signal: 'SIGKILL', refusal: 7 },
  { proxy: 'hung', signal: 'SIGSTOP', refusal: 28 },
] as const)(
  'while the proxy is $proxy, requests fail and nothing leaves by another way',
  async ({ signal, refusal }) => {
    const plans = cluster.lab.topology.proxies.filter((plan) => plan.tenant === tenant.name);
    const before = await cluster.witness.packets();
    const requests = cluster.lab.internet.requests().length;
    for (const { host } of plans) await cluster.lab.stop('squid', host, signal);

    const seeds = ['--max-time', '2', '--output', '/dev/null', '--write-out', 'Código: %{http_code}\n'];
    const [direct, ...proxied] = await Promise.all([
      curl(...DIRECT, 'https://ifconfig.me/ip'),
      ...SCHEMES.map((scheme) => curl(...seeds, `${scheme}://ifconfig.me/ip`)),
    ]);
    for (const result of proxied) expect(result).toMatchObject({ code: refusal, stdout: 'Código: 000\n' });
    expect(direct).toMatchObject({ code: 28, stdout: '' });
    expect(await cluster.witness.packets()).toBe(before);
    expect(cluster.lab.internet.requests()).toHaveLength(requests);

    for (const { host } of plans) await cluster.lab.start('squid', host);
    const back = async () => (await cluster.seenAs(tenant.namespace, workload.name)) === publicAddress;
    await cluster.lab.waitFor('requests succeed again', back);
  },
);
