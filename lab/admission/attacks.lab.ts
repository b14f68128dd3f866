import type { KubernetesObject } from '../api';
import { waitFor } from '../wait';
import { type Attack, contentTypeOf, pathOf, pod } from './_attack';
import { ATTACKS_ON_NODES } from './_attacks-on-nodes';
import { ATTACKS_ON_PODS } from './_attacks-on-pods';
import { ATTACKS_ON_THE_CAGE } from './_attacks-on-the-cage';
import { type Answer, MERGE, type User } from './_client';
import { Cluster, NAMESPACE, TENANT, USERS } from './_cluster';

const NAMESPACE_PATH = `/api/v1/namespaces/${NAMESPACE}`;
const ATTACKS: Record<string, readonly Attack[]> = { ...ATTACKS_ON_PODS, ...ATTACKS_ON_THE_CAGE };
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
  const inNamespace = { namespace: NAMESPACE };
  await cluster.mustApply([
    { ...pod('victim'), metadata: { name: 'victim', ...inNamespace } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'deployer', ...inNamespace } },
    {
      apiVersion: 'v1',
      kind: 'Service',
      metadata: { name: 'web', ...inNamespace },
      spec: { selector: { app: 'web' }, ports: [{ port: 8080 }] },
    },
    priorityClass('urgent'),
    {
      apiVersion: 'node.k8s.io/v1',
      kind: 'RuntimeClass',
      metadata: { name: 'anywhere' },
      handler: 'runc',
      scheduling: { tolerations: [{ operator: 'Exists' }] },
    },
  ]);
});

afterAll(() => cluster?.stop());

function priorityClass(name: string): KubernetesObject {
  return { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name }, value: 1000 };
}

function attempt(attack: Attack, user: User): Promise<Answer> {
  return cluster.as(user).request(attack.method, pathOf(attack), attack.body, contentTypeOf(attack));
}

/** Refused by the authorizer, before admission. */
const NO_RIGHT = /is forbidden: User ".*" cannot /;

async function refused(attack: Attack, by: string): Promise<void> {
  for (const [who, user] of Object.entries(USERS)) {
    const { status, body } = await attempt(attack, user);
    expect({ who, status, message: body.message }).toMatchObject({ who, status: 403 });
    const isTenant = user === USERS.person || user === USERS.flux;
    const stopped = body.message.match(NO_RIGHT) !== null;
    if (isTenant) expect({ who, stopped, message: body.message }).toMatchObject({ stopped: !attack.tenantMay });
    if (user === USERS.owner) expect({ who, stopped, message: body.message }).toMatchObject({ stopped: false });
    if (stopped) continue;
    expect(body.message).toContain(by);
    expect(body.message).toMatch(attack.says);
  }
}

/** Takes a lock away, tries the attacks as the most powerful of those in the namespace, and puts it back. */
async function without(attacks: readonly Attack[], open: () => Promise<unknown>, close: () => Promise<unknown>) {
  const [first] = attacks as [Attack];
  const results: Record<string, unknown> = {};
  await open();
  try {
    await waitFor('the lock is off', async () => (await attempt(first, USERS.owner)).status < 300);
    for (const attack of attacks) {
      const { status, body } = await attempt(attack, USERS.owner);
      results[attack.title] = status < 300 ? 'succeeds' : body.message;
    }
  } finally {
    await close();
    await waitFor('the lock is on', async () => (await attempt(first, USERS.owner)).status === 403);
  }
  expect(results).toEqual(Object.fromEntries(attacks.map(({ title }) => [title, 'succeeds'])));
}

test('every policy is attacked, and each attack has a title of its own', () => {
  expect(Object.keys(ATTACKS).sort()).toEqual([...cluster.policies].sort());
  for (const attacks of Object.values(ATTACKS)) {
    expect(attacks.length).toBeGreaterThan(0);
    expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length);
  }
});

describe.each(Object.entries(ATTACKS))('%s', (name, attacks) => {
  test.each(attacks.map((attack) => [attack.title, attack] as const))(
    'a tenant that %s is refused',
    async (_, attack) => {
      await refused(
        attack,
        `ValidatingAdmissionPolicy '${name}' with binding '${name}' denied request: tenant ${TENANT}: `,
      );
    },
  );

  test('without the policy, each of these succeeds', async () => {
    const policy = cluster.policy(name);
    const path = await cluster.path(policy);
    await without(
      attacks,
      () => cluster.admin.request('DELETE', path),
      () => cluster.mustApply([policy]),
    );
  });
});

describe('Pod Security', () => {
  test.each(ATTACKS_ON_NODES.map((attack) => [attack.title, attack] as const))(
    'a tenant whose pod %s is refused',
    async (_, attack) => {
      await refused(attack, 'violates PodSecurity "restricted:v1.35"');
    },
  );

  test('without the label, each of these succeeds', async () => {
    const label = (level: string) =>
      cluster.admin.request(
        'PATCH',
        NAMESPACE_PATH,
        { metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } } },
        MERGE,
      );
    await without(
      ATTACKS_ON_NODES,
      () => label('privileged'),
      () => label('restricted'),
    );
  });
});

test('a pod that names its own priority in numbers is refused by the API server itself', async () => {
  const body = pod('attack', (spec) => {
    spec.priority = 1000;
  });
  const { status } = await cluster.as(USERS.owner).request('POST', `${NAMESPACE_PATH}/pods?dryRun=All`, body);
  expect(status).toBe(403);
});
