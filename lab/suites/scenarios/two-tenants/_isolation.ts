import type { KubernetesObject } from '../../../cluster/api';
import { EARLY, IMAGE, named } from '../_settings';
import type { Ask, Context } from './_context';

const TENANTS = ['client-a', 'client-b'];

/** What keeps two tenants of one cluster apart. */
export function isolation(ask: Ask): void {
  test('from its first moment on, a pod gets nowhere without its proxy', () => stayedInside(ask()));

  test('each tenant leaves by the address of its own proxy', async () => {
    for (const scheme of ['https', 'http'] as const) await leavesByOwnAddress(ask(), scheme);
  });

  test('a tenant does not get out by the proxy of another', async () => {
    const { cluster, settings } = ask();
    const [a, b] = TENANTS.map((name) => named(settings, name));
    const attempts = [
      [a, b],
      [b, a],
    ].map(([tenant, other]) => {
      const proxy = other?.egress.proxies[0];
      const theirs = ['--proxy', `http://${proxy?.address}:${proxy?.port}`, '--max-time', '2'];
      return cluster.curl(tenant?.namespace as string, 'web', ...theirs, 'https://ifconfig.me/ip');
    });
    for (const result of await Promise.all(attempts)) expect(result).toMatchObject({ code: 28, stdout: '' });
  });

  test('the pods of a tenant are reached from its own namespace and from nowhere else', async () => {
    const { cluster } = ask();
    await cluster.lab.apply(OUTSIDER);
    const [, target] = await cluster.pods('client-a-demo', 'web');
    const url = `http://${target?.status.podIP}:8080/hostname`;
    const direct = ['--noproxy', '*', '--max-time', '2', url];
    expect(await cluster.curl('client-a-demo', 'web', ...direct)).toMatchObject({
      code: 0,
      stdout: `${target?.metadata.name}\n`,
    });
    const ready = ['wait', 'pod/outsider', '--namespace=default', '--for=condition=Ready', '--timeout=30s'];
    expect(await cluster.lab.kubectl(ready)).toMatchObject({ code: 0 });
    const others = await Promise.all([
      cluster.curl('client-b-demo', 'web', ...direct),
      cluster.lab.exec('default', 'outsider', ['curl', '-s', ...direct]),
    ]);
    for (const result of others) expect(result).toMatchObject({ code: 28, stdout: '' });
  });

  test.each(TENANTS)('the pods of %s run on its nodes, and wait when none of those is free', async (name) => {
    const { cluster, settings } = ask();
    const { namespace } = named(settings, name);
    const node = cluster.lab.nodeOf(name);
    const before = await cluster.pods(namespace, 'web');
    expect(before.map(({ spec }) => spec.nodeName)).toEqual(before.map(() => node));

    await cluster.lab.api.patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: true } });
    const pods = before.map(({ metadata }) => metadata.name);
    await cluster.lab.kubectl(['delete', 'pod', ...pods, '--namespace', namespace, '--wait=false']);
    const waiting = async () => {
      const fresh = (await cluster.pods(namespace, 'web')).filter(({ metadata }) => !isOneOf(before, metadata.uid));
      const placed = fresh.find(({ spec }) => spec.nodeName);
      if (placed) return { placed: placed.spec.nodeName };
      return fresh.length === before.length && fresh.every(isUnschedulable) ? { placed: 'nowhere' } : undefined;
    };
    const seen = await cluster.lab.waitFor('the scheduler has decided about the new pods', waiting);
    expect(seen).toEqual({ placed: 'nowhere' });

    await cluster.lab.api.patch(`/api/v1/nodes/${node}`, { spec: { unschedulable: null } });
    await cluster.isRolledOut();
    const after = await cluster.pods(namespace, 'web');
    expect(after.map(({ spec }) => spec.nodeName)).toEqual(before.map(() => node));
  });

  test('a tenant gets no more than its quota', async () => {
    const { cluster } = ask();
    const namespace = 'client-a-demo';
    const web = await cluster.lab.api.get(`/apis/apps/v1/namespaces/${namespace}/deployments/web`);
    const demand = async (cpu: string) => {
      const pod = structuredClone(web?.spec.template);
      const name = 'greedy';
      pod.spec.containers[0].resources = { limits: { cpu, memory: '64Mi' } };
      const body = { ...pod, apiVersion: 'v1', kind: 'Pod', metadata: { ...pod.metadata, name } };
      return cluster.lab.api.request('POST', `/api/v1/namespaces/${namespace}/pods?dryRun=All`, body);
    };
    expect(await demand('1')).toMatchObject({ status: 201 });
    const refused = { status: 403, body: { message: expect.stringContaining('exceeded quota') } };
    expect(await demand('4')).toMatchObject(refused);
    const spec = { accessModes: ['ReadWriteOnce'], resources: { requests: { storage: '100Ti' } } };
    const claim = { metadata: { name: 'greedy' }, spec };
    const claims = `/api/v1/namespaces/${namespace}/persistentvolumeclaims?dryRun=All`;
    expect(await cluster.lab.api.request('POST', claims, claim)).toMatchObject(refused);
  });

  test.each(REFUSED)('a tenant is refused what its objects may not say: %s', async (_, path, object) => {
    const { cluster } = ask();
    const [group, resource] = path.split(':') as [string, string];
    const url = `/${group}/namespaces/client-a-demo/${resource}?dryRun=All`;
    const flux = cluster.lab.api.as({ name: 'system:serviceaccount:flux-system:client-a' });
    const web = await cluster.lab.api.get('/apis/apps/v1/namespaces/client-a-demo/deployments/web');
    const body = object(structuredClone(web?.spec.template));
    const { status, body: answer } = await flux.request('POST', url, body);
    expect({ status, message: answer.message }).toMatchObject({
      status: 403,
      message: expect.stringContaining('ValidatingAdmissionPolicy'),
    });
  });
}

// biome-ignore lint/suspicious/noExplicitAny: a pod in the making
type Template = any;

/** What admission refuses, by what it is, where it is created, and how it is made of a template that is let in. */
const REFUSED: readonly (readonly [string, string, (template: Template) => object])[] = [
  [
    'probes to other hosts',
    'apis/apps/v1:deployments',
    (template) => {
      template.spec.containers[0].livenessProbe = { tcpSocket: { host: '198.51.100.1', port: 80 } };
      const selector = { matchLabels: template.metadata.labels };
      return { metadata: { name: 'refused' }, spec: { selector, template } };
    },
  ],
  [
    'tokens for others',
    'api/v1:pods',
    ({ metadata, spec }) => {
      const sources = [{ serviceAccountToken: { path: 't', audience: 'sts.amazonaws.com' } }];
      spec.volumes = [...(spec.volumes ?? []), { name: 'token', projected: { sources } }];
      return { metadata: { ...metadata, name: 'refused' }, spec };
    },
  ],
  [
    'budgets that let no pod go',
    'apis/policy/v1:poddisruptionbudgets',
    () => ({ metadata: { name: 'refused' }, spec: { selector: {}, maxUnavailable: 0 } }),
  ],
  ['finalizers', 'api/v1:configmaps', () => ({ metadata: { name: 'refused', finalizers: ['example.com/never'] } })],
  [
    'addresses of services',
    'api/v1:services',
    () => ({ metadata: { name: 'refused' }, spec: { clusterIP: '10.32.0.54', ports: [{ port: 53 }] } }),
  ],
];

/** Each tenant is seen with the address of its own proxy. */
export async function leavesByOwnAddress({ cluster, settings }: Context, scheme?: 'http' | 'https'): Promise<void> {
  const wanted = settings.tenants.map(({ egress }) => egress.proxies[0]?.publicAddress);
  const seen = settings.tenants.map(({ namespace }) => cluster.seenAs(namespace, 'web', scheme));
  expect(await Promise.all(seen)).toEqual(wanted);
}

/**
 * Pods have tried from their start to leave without their proxy, nothing of it has arrived, and that was no luck: every
 * policy was there before the first workload.
 */
export async function stayedInside({ cluster, settings }: Context): Promise<void> {
  for (const { namespace } of settings.tenants) {
    const tried = async () => (await cluster.lab.podLogs(namespace, 'deploy/web')).includes('tried');
    await cluster.lab.waitFor(`a pod of ${namespace} has tried`, tried, 20_000);
  }
  expect(cluster.lab.internet.requests().filter(({ path }) => path === EARLY)).toEqual([]);

  const created = await Promise.all(
    [NETWORK, ADMISSION, 'apps/v1/deployments'].map((kind) => creations(cluster, kind)),
  );
  const [network = [], admission = [], workloads = []] = created;
  const first = Math.min(...workloads.filter(({ tenant }) => tenant).map(({ revision }) => revision));
  expect(Number.isFinite(first)).toBe(true);
  const policies = [...network, ...admission];
  expect(policies.length).toBeGreaterThan(5);
  expect(policies.filter(({ revision }) => revision > first).map(({ name }) => name)).toEqual([]);
}

const NETWORK = 'networking.k8s.io/v1/networkpolicies';
const ADMISSION = 'admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';

/** When each object of a kind was created, in revisions of the API server's store: it tells again what it has told. */
async function creations({ lab }: Context['cluster'], kind: string) {
  const since = (await lab.api.get('/api/v1/namespaces/flux-system'))?.metadata.resourceVersion;
  const watch = `/apis/${kind}?watch=1&resourceVersion=${since}&timeoutSeconds=1`;
  const { code, stdout } = await lab.kubectl(['get', '--raw', watch]);
  expect(code).toBe(0);
  const events = stdout.split('\n').filter(Boolean);
  const added = events.map((line) => JSON.parse(line)).filter(({ type }) => type === 'ADDED');
  return added.map(({ object: { metadata } }) => ({
    name: metadata.name as string,
    tenant: metadata.labels?.tenant as string | undefined,
    revision: Number(metadata.resourceVersion),
  }));
}

function isOneOf(pods: readonly KubernetesObject[], uid: unknown): boolean {
  return pods.some(({ metadata }) => metadata.uid === uid);
}

function isUnschedulable({ status }: KubernetesObject): boolean {
  // biome-ignore lint/suspicious/noExplicitAny: as the API server sends it
  return (status.conditions ?? []).some((one: any) => one.type === 'PodScheduled' && one.reason === 'Unschedulable');
}

/** A pod that is nobody's, and that no policy holds back. */
const OUTSIDER = `apiVersion: v1
kind: Pod
metadata: {name: outsider, namespace: default}
spec:
  terminationGracePeriodSeconds: 0
  containers: [{name: curl, image: "${IMAGE}", command: [sleep, infinity]}]
`;
