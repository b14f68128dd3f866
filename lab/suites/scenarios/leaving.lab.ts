import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { renderedProxy } from '../../outside/rendered-proxy';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { development, named, type Settings, type Shape } from './_settings';

const TENANT = 'client-b';
const NAMESPACE = 'client-b-demo';
const HOST = 'squid-b';
const NAMESPACE_PATH = `/api/v1/namespaces/${NAMESPACE}`;
const FLUX = '/api/v1/namespaces/flux-system';
const KUSTOMIZATIONS = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations';

let cluster: Cluster;
let settings: Settings;

/** Brings the rendered files to the proxy, as `vm:apply` does, and has Squid read them. */
async function bringFiles(): Promise<void> {
  const { host, plan } = cluster.lab.proxy(HOST);
  const { squidConf, files = {} } = await renderedProxy(cluster.project.output)(plan, cluster.lab.topology);
  for (const [path, content] of Object.entries(files)) await host.write(path, content);
  await host.write('/etc/squid/squid.conf', squidConf);
  await host.must(['squid', '-k', 'reconfigure']);
}

function ask(): Promise<{ readonly code: number; readonly stdout: string }> {
  return cluster.curl(
    NAMESPACE,
    'web',
    '--output',
    '/dev/null',
    '--write-out',
    '%{http_connect}',
    'https://ifconfig.me/ip',
  );
}

/** Asks over one connection for half a minute, and prints how many connections that took and each answer. */
async function keepAsking(): Promise<string> {
  const [pod] = await cluster.pods(NAMESPACE, 'web');
  const urls = Array.from({ length: 10 }, () => 'https://ifconfig.me/ip');
  const curl = ['curl', '-s', '--rate', '20/m', '--write-out', ' %{num_connects}\n', ...urls];
  const { stdout } = await cluster.lab.exec(NAMESPACE, pod?.metadata.name ?? '', curl, { timeout: 90_000 });
  return stdout.trim();
}

/** Every file of the repository that names the tenant or its proxy. */
function filesNaming(folder: string): string[] {
  return readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && !entry.parentPath.includes('/.git'))
    .map((entry) => join(entry.parentPath, entry.name))
    .filter((path) => /client-b|squid-b|172\.16\.28\.9\b/.test(path.slice(folder.length) + readFileSync(path, 'utf8')));
}

describe.each<Shape>(['per-environment', 'per-tenant'])('a tenant leaves, %s', (shape) => {
  beforeAll(async () => {
    const project = new Project();
    settings = development();
    settings.environment.flux.reconcile = shape;
    const [web] = named(settings, TENANT).workloads;
    Object.assign(web as object, { replicas: 2 });
    const name = shape === 'per-tenant' ? 'leaving-t' : 'leaving-e';
    cluster = await Cluster.up(project, project.synth(settings), { name, environment: 'development' });
    await cluster.isDeployed();
    // Data of the tenant's own, which nothing in the repository knows.
    await cluster.byHand('create', 'secret', 'generic', 'data', '--from-literal=a=b', '--namespace', NAMESPACE);
  });

  afterAll(() => cluster?.down());

  test('cordoned: an open tunnel stays, and new connections are denied by name', async () => {
    const [web] = named(settings, TENANT).egress.proxies;
    expect((await ask()).stdout).toBe('200');
    const asking = keepAsking();
    // It has its connection by now.
    await new Promise((resolve) => setTimeout(resolve, 4000));
    Object.assign(named(settings, TENANT), { state: 'cordoned' });
    await cluster.deploy(settings);
    await bringFiles();
    await cluster.lab.waitFor('new connections are denied', async () => (await ask()).stdout === '403');
    const answers = (await asking).split(/\s+/);
    const own = web?.publicAddress;
    expect(answers).toEqual([own, '1', ...Array.from({ length: 9 }, () => [own, '0']).flat()]);
    expect(cluster.lab.proxy(HOST).accessLog()).toContain('"denied_by":"cordoned"');
    // The other tenant notices nothing.
    expect(await cluster.seenAs('client-a-demo', 'web')).toBe(
      named(settings, 'client-a').egress.proxies[0]?.publicAddress,
    );
  });

  test('cordoned: running pods stay, and one that ends is not replaced', async () => {
    const before = await cluster.pods(NAMESPACE, 'web');
    expect(before.length).toBe(2);
    const [gone, stays] = before;
    await cluster.lab.kubectl(['delete', 'pod', gone?.metadata.name ?? '', '--namespace', NAMESPACE, '--wait=false']);
    await cluster.lab.waitFor('its controller is refused another one', async () => {
      const events = await cluster.lab.api.list(`${NAMESPACE_PATH}/events`);
      return events.some(({ message = '' }) =>
        /egress-tenant-cordon.*it is cordoned, so no new pods start/.test(message),
      );
    });
    expect((await cluster.pods(NAMESPACE, 'web')).map(({ metadata }) => metadata.name)).toEqual([stays?.metadata.name]);
    const run = ['run', 'visitor', '--image=curlimages/curl:8.11.1', '--namespace', NAMESPACE];
    expect((await cluster.lab.kubectl(run)).code).not.toBe(0);
  });

  test('then nothing runs, and the account is no longer kept', async () => {
    named(settings, TENANT).workloads = [];
    await cluster.deploy(settings);
    await cluster.lab.waitFor(
      'its pods are gone',
      async () => (await cluster.lab.api.list(`${NAMESPACE_PATH}/pods`)).length === 0,
      60_000,
    );
    const account = await cluster.lab.api.get(`${FLUX}/serviceaccounts/${TENANT}`);
    expect(account).toBeDefined();
    expect(JSON.stringify(account?.metadata.annotations ?? {})).not.toContain('toolkit.fluxcd.io/prune');
    expect(await cluster.lab.api.get(`${NAMESPACE_PATH}/secrets/data`)).toBeDefined();
  });

  test('then it is gone, although its account was gone before, and its data is there', async () => {
    if (shape === 'per-tenant') await cluster.byHand('delete', 'serviceaccount', TENANT, '--namespace', 'flux-system');
    settings = { ...settings, tenants: settings.tenants.filter(({ name }) => name !== TENANT) };
    await cluster.deploy(settings);
    await cluster.lab.waitFor(
      'nothing of it is left in flux-system',
      async () => {
        const lists = await Promise.all(
          [`${FLUX}/serviceaccounts`, KUSTOMIZATIONS].map((path) => cluster.lab.api.list(path)),
        );
        const left = lists.flat().filter(({ metadata }) => metadata.name.includes(TENANT));
        if (left.length === 0) return true;
        throw new Error(left.map(({ metadata }) => metadata.name).join(', '));
      },
      60_000,
    );
    expect(filesNaming(cluster.project.output)).toEqual([]);
    expect(await cluster.lab.api.get(`${NAMESPACE_PATH}/secrets/data`)).toBeDefined();
    const rbac = `/apis/rbac.authorization.k8s.io/v1/namespaces/${NAMESPACE}/rolebindings`;
    expect(await cluster.lab.api.list(rbac)).toEqual([]);
    const policies = await cluster.lab.api.list(`/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/networkpolicies`);
    expect(policies.map(({ metadata }) => metadata.name)).toEqual(['default-deny']);

    await cluster.lab.kubectl(['delete', 'namespace', NAMESPACE, '--timeout=60s']);
    const everything = 'all,serviceaccounts,configmaps,rolebindings,kustomizations';
    // A list fails as a whole while the API server cannot answer for one of its kinds.
    const left = await cluster.lab.waitFor('the cluster lists everything', async () => {
      const { code, stdout, stderr } = await cluster.lab.kubectl(['get', everything, '-A', '--output', 'name']);
      if (code === 0) return stdout;
      throw new Error(stderr);
    });
    expect(left).not.toContain(TENANT);
    expect(await cluster.seenAs('client-a-demo', 'web')).toBe(
      named(settings, 'client-a').egress.proxies[0]?.publicAddress,
    );
  });
});
