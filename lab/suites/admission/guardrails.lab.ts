import type { User } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { pod } from './_attack';
import type { Answer } from './_client';
import { account, Cluster, definition, NAMESPACE, PLATFORM, TENANT, USERS } from './_cluster';
import { belongings, bound, claimed, object, right, serviceAccount } from './_objects';

const ROOT = `/api/v1/namespaces/${NAMESPACE}`;
const RBAC = 'rbac.authorization.k8s.io';
const LATER = '/apis/later.example.com/v1';
const OPERATOR = account('operators', 'operator');
const SUPPORT: User = { name: 'support' };

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
  await cluster.mustApply([{ ...pod('running'), metadata: { name: 'running' } }, ...belongings()]);
});

afterAll(() => cluster?.stop());

const refused = ({ status, body }: Answer) =>
  status === 403 && String(body.message).includes("ValidatingAdmissionPolicy 'egress-tenant-guardrails'");

interface Served {
  readonly name: string;
  readonly kind: string;
  readonly namespaced: boolean;
  readonly verbs: readonly string[];
}

/** Every namespaced resource that the API server serves and that the namespace holds an object of, with its place. */
async function held(): Promise<{ readonly group: string; readonly name: string; readonly path: string }[]> {
  const { groups } = await cluster.get('/apis');
  const versions: string[] = groups.map(
    (group: { preferredVersion: { groupVersion: string } }) => group.preferredVersion.groupVersion,
  );
  const found = [];
  for (const version of ['v1', ...versions]) {
    const root = version === 'v1' ? '/api/v1' : `/apis/${version}`;
    const resources: Served[] = (await cluster.get(root)).resources;
    for (const { name, kind, namespaced, verbs } of resources) {
      if (!namespaced || !verbs.includes('deletecollection')) continue;
      const path = `${root}/namespaces/${NAMESPACE}/${name}`;
      // The least that there can be; what needs more is left out.
      await cluster.admin.request('POST', path, { apiVersion: version, kind, metadata: { name: 'least' } });
      if ((await cluster.items(path)).length === 0) continue;
      found.push({ group: version === 'v1' ? '' : (version.split('/')[0] as string), name, path });
    }
  }
  return found;
}

test('of all that lies in the namespace, an owner removes what the tenant’s role names, and nothing else', async () => {
  const role = await cluster.get(`/apis/${RBAC}/v1/clusterroles/egress-tenant`);
  const rules: { apiGroups: string[]; resources: string[]; verbs: string[] }[] = role.rules;
  const resources = await held();
  const removes: Record<string, boolean> = {};
  const named: Record<string, boolean> = {};
  for (const { group, name, path } of resources) {
    const key = `${name}.${group}`;
    const answer = await cluster.as(USERS.owner).request('DELETE', `${path}?dryRun=All`);
    expect({ key, status: answer.status }).toEqual({ key, status: refused(answer) ? 403 : 200 });
    removes[key] = answer.status === 200;
    named[key] = rules.some(
      (rule) =>
        rule.apiGroups.includes(group) && rule.resources.includes(name) && rule.verbs.includes('deletecollection'),
    );
  }
  expect(removes).toEqual(named);
  expect(Object.values(removes).filter((removed) => !removed).length).toBeGreaterThan(20);
  expect(Object.values(removes).filter(Boolean).length).toBeGreaterThan(5);
});

describe('a kind that is installed later', () => {
  const gadgets = `${LATER}/namespaces/${NAMESPACE}/gadgets`;
  const gadget = (name: string) => ({
    apiVersion: 'later.example.com/v1',
    kind: 'Gadget',
    metadata: { name },
    spec: { replicas: 1 },
  });
  /** Create, change, scale, report, remove, remove all. */
  const writes = (name: string): (readonly [string, string, object?])[] => [
    ['POST', `${gadgets}?dryRun=All`, gadget('another')],
    ['PATCH', `${gadgets}/${name}?dryRun=All`, { spec: { replicas: 2 } }],
    ['PATCH', `${gadgets}/${name}/scale?dryRun=All`, { spec: { replicas: 2 } }],
    ['PATCH', `${gadgets}/${name}/status?dryRun=All`, { status: { replicas: 2 } }],
    ['DELETE', `${gadgets}/${name}?dryRun=All`],
    ['DELETE', `${gadgets}?dryRun=All`],
  ];
  const all = (user: User) =>
    Promise.all(writes('one').map(([method, path, body]) => cluster.as(user).request(method, path, body)));

  beforeAll(async () => {
    const later = definition('later.example.com', 'Gadget', 'gadgets');
    const scale = { specReplicasPath: '.spec.replicas', statusReplicasPath: '.status.replicas' };
    Object.assign(later.spec.versions[0], { subresources: { status: {}, scale } });
    await cluster.mustApply([later]);
    await waitFor(
      'it is served',
      async () => (await cluster.admin.request('POST', gadgets, gadget('one'))).status < 300,
    );
    const rule = { apiGroups: ['later.example.com'], resources: ['*'], verbs: ['*'] };
    await cluster.mustApply([
      ...right('gadgets', serviceAccount('operator', 'operators'), rule),
      bound('ClusterRoleBinding', 'support', 'gadgets', { apiGroup: RBAC, kind: 'User', name: SUPPORT.name }),
      bound('RoleBinding', 'gadgets', 'cluster-admin', serviceAccount('neighbour', 'operators')),
    ]);
    await waitFor('the operator may', async () => (await all(OPERATOR)).every(({ status }) => status < 300));
  });

  test.each([
    ['an owner of the namespace', USERS.owner],
    ['a person with the right in every namespace', SUPPORT],
    ['an account that has all rights in this namespace alone', account('operators', 'neighbour')],
  ])('is refused to %s, with its subresources', async (_, user) => {
    expect((await all(user)).map(refused)).toEqual(Array(6).fill(true));
  });

  test.each([
    ['its own operator, which has the right in every namespace', OPERATOR],
    ['the platform', PLATFORM],
  ])('is left to %s', async (_, user) => {
    expect((await all(user)).map(({ status }) => status < 300)).toEqual(Array(6).fill(true));
  });
});

describe('a connection', () => {
  const people = [
    ['a person of the tenant', USERS.person],
    ['an owner of the namespace', USERS.owner],
  ] as const;

  test.each(people)('that the role names is not refused to %s', async (_, user) => {
    for (const method of ['GET', 'POST'] as const) {
      for (const connection of ['exec?command=sh&stdout=true', 'attach?stdout=true', 'portforward?ports=80']) {
        const answer = await cluster.as(user).request(method, `${ROOT}/pods/running/${connection}`);
        // No node runs it.
        expect({ connection, method, ...answer }).toMatchObject({ connection, method, status: 400 });
      }
    }
  });

  test('by a proxy of the API server is refused to an owner, by every method', async () => {
    for (const method of ['GET', 'POST', 'PUT', 'PATCH', 'DELETE']) {
      for (const path of [
        'pods/running/proxy',
        'pods/running:8080/proxy/x',
        'services/web/proxy',
        'services/web:80/proxy/x',
      ]) {
        const answer = await cluster.as(USERS.owner).request(method, `${ROOT}/${path}`);
        expect({ method, path, refused: refused(answer) }).toEqual({ method, path, refused: true });
      }
    }
  });
});

describe('the tenant’s people, with kubectl', () => {
  test.each([
    ['scale', ['scale', 'deployment/web', '--replicas=2']],
    ['restart', ['rollout', 'restart', 'deployment/web']],
    ['go back', ['rollout', 'undo', 'deployment/web']],
    ['autoscale', ['autoscale', 'deployment/web', '--min=1', '--max=3']],
    ['annotate', ['annotate', 'deployment/web', 'team=a']],
    ['look at what Flux does for them', ['get', 'kustomization,gitrepository', TENANT]],
    ['ask what they may do', ['auth', 'can-i', '--list']],
    [
      'keep a release as Helm does',
      ['create', 'secret', 'generic', 'sh.helm.release.v1.a.v1', '--type=helm.sh/release.v1'],
    ],
    ['remove a pod', ['delete', 'pod', 'running', '--wait=false']],
  ])('may %s', async (_, args) => {
    expect(await cluster.kubectl(USERS.person, args)).toMatchObject({ code: 0 });
  });

  test('may not change what Flux does for them', async () => {
    const { code, stderr } = await cluster.kubectl(USERS.person, [
      'annotate',
      'gitrepository',
      TENANT,
      'reconcile.fluxcd.io/requestedAt=now',
    ]);
    expect(code).toBe(1);
    expect(stderr).toContain('cannot patch resource "gitrepositories"');
  });
});

test('a node reports, evicts, removes and records for its pods, and resizes claims', async () => {
  const node: User = { name: 'system:node:shop-pool-1', groups: ['system:nodes', 'system:authenticated'] };
  await cluster.mustApply([
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'shop-pool-1' } },
    object('v1', 'PersistentVolumeClaim', 'here', claimed()),
    pod('here', { volumes: [{ name: 'data', persistentVolumeClaim: { claimName: 'here' } }] }),
  ]);
  const target = { kind: 'Node', name: 'shop-pool-1' };
  const scheduler = cluster.as({ name: 'system:kube-scheduler' });
  const bound = await scheduler.request('POST', `${ROOT}/pods/here/binding`, { metadata: { name: 'here' }, target });
  expect(bound).toMatchObject({ status: 201 });
  const as = cluster.as(node);
  const patch = (path: string, body: object) => as.request('PATCH', `${ROOT}/${path}`, body);
  await waitFor('it may report', async () => {
    return (await patch('pods/here/status', { status: { phase: 'Running' } })).status === 200;
  });
  expect(await patch('persistentvolumeclaims/here/status', { status: { capacity: { storage: '1Gi' } } })).toMatchObject(
    {
      status: 200,
    },
  );
  const event = { metadata: { name: 'here.1' }, involvedObject: { kind: 'Pod', name: 'here', namespace: NAMESPACE } };
  expect(await as.request('POST', `${ROOT}/events`, event)).toMatchObject({ status: 201 });
  const eviction = { apiVersion: 'policy/v1', kind: 'Eviction', metadata: { name: 'here' } };
  expect(await as.request('POST', `${ROOT}/pods/here/eviction?dryRun=All`, eviction)).toMatchObject({ status: 201 });
  expect(await as.request('DELETE', `${ROOT}/pods/here?gracePeriodSeconds=0`)).toMatchObject({ status: 200 });
});
