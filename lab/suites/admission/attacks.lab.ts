import type { KubernetesObject, User } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import { type Attack, pathOf, pod, succeeds } from './_attack';
import { ATTACKS_BY_ANNOTATIONS } from './_attacks-by-annotations';
import { ATTACKS_BY_SPECS } from './_attacks-by-specs';
import { ATTACKS_ON_CONTROLS } from './_attacks-on-controls';
import { ATTACKS_ON_GUARDRAILS } from './_attacks-on-guardrails';
import { ATTACKS_ON_NODES } from './_attacks-on-nodes';
import { ATTACKS_ON_PODS } from './_attacks-on-pods';
import type { Answer } from './_client';
import { account, Cluster, NAMESPACE, TENANT, USERS } from './_cluster';
import { belongings, bound, claimed, object } from './_objects';

const NAMESPACE_PATH = `/api/v1/namespaces/${NAMESPACE}`;
const ATTACKS: Record<string, readonly Attack[]> = {
  ...ATTACKS_ON_PODS,
  ...ATTACKS_BY_SPECS,
  ...ATTACKS_ON_CONTROLS,
  ...ATTACKS_BY_ANNOTATIONS,
  'egress-tenant-guardrails': ATTACKS_ON_GUARDRAILS,
};
let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start();
  await cluster.mustApply([
    victim('victim'),
    victim('running', ['not-ready', 'unreachable']),
    { apiVersion: 'v1', kind: 'Node', metadata: { name: 'shop-pool-1' } },
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name: 'deployer' } },
    object('v1', 'PersistentVolumeClaim', 'data', claimed()),
    ...belongings(),
    { apiVersion: 'scheduling.k8s.io/v1', kind: 'PriorityClass', metadata: { name: 'urgent' }, value: 1000 },
    { apiVersion: 'node.k8s.io/v1', kind: 'RuntimeClass', metadata: { name: 'anywhere' }, handler: 'runc' },
  ]);
  const binding = { metadata: { name: 'running' }, target: { kind: 'Node', name: 'shop-pool-1' } };
  const bound = await cluster.admin.request('POST', `${NAMESPACE_PATH}/pods/running/binding`, binding);
  expect(bound.status).toBe(201);
});

afterAll(() => cluster?.stop());

/** @param tolerated taints of a node of which no kubelet reports: with them the pod stays */
function victim(name: string, tolerated: readonly string[] = []): KubernetesObject {
  const { apiVersion, kind, spec } = pod(name, (plain) => {
    plain.automountServiceAccountToken = false;
    for (const key of tolerated) {
      plain.tolerations.push({ key: `node.kubernetes.io/${key}`, operator: 'Exists', effect: 'NoExecute' });
    }
  });
  return { apiVersion, kind, metadata: { name }, spec };
}

function attempt(attack: Attack, user: User): Promise<Answer> {
  return cluster.as(user).request(attack.method, pathOf(attack), attack.body);
}

/** The policy that refuses what the tenant's role does not name. */
const GUARDRAILS = 'egress-tenant-guardrails';

function deniedBy(policy: string): string {
  return `ValidatingAdmissionPolicy '${policy}' with binding '${policy}' denied request: tenant ${TENANT}: `;
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
    if (attack.alsoByRole && body.message.includes(deniedBy(GUARDRAILS))) continue;
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
      results[attack.title] = succeeds(attack, status) ? 'succeeds' : `${status}: ${body.message}`;
    }
  } finally {
    await close();
    await waitFor('the lock is on', async () => (await attempt(first, USERS.owner)).status === 403);
  }
  expect(results).toEqual(Object.fromEntries(attacks.map(({ title }) => [title, 'succeeds'])));
}

test('every policy is attacked, and each attack has a title of its own', () => {
  // Who takes namespaces over is the platform: namespaces.lab.ts.
  expect([...Object.keys(ATTACKS), 'egress-tenant-adoption'].sort()).toEqual([...cluster.policies].sort());
  for (const attacks of Object.values(ATTACKS)) {
    expect(attacks.length).toBeGreaterThan(0);
    expect(new Set(attacks.map(({ title }) => title)).size).toBe(attacks.length);
  }
});

/** As a cluster below 1.34 judges, whatever its label says. */
async function podSecurity(version: string): Promise<void> {
  const labels = { 'pod-security.kubernetes.io/enforce-version': version };
  const { status } = await cluster.admin.request('PATCH', NAMESPACE_PATH, { metadata: { labels } });
  expect(status).toBe(200);
}

describe.each(Object.entries(ATTACKS))('%s', (name, attacks) => {
  if (name === 'egress-tenant-probes') {
    beforeAll(() => podSecurity('v1.33'));
    afterAll(() => podSecurity('v1.35'));
  }

  test.each(attacks.map((attack) => [attack.title, attack] as const))(
    'a tenant that %s is refused',
    async (_, attack) => {
      await refused(attack, deniedBy(name));
    },
  );

  test('without the policy, each of these succeeds', async () => {
    const names = attacks.some(({ alsoByRole }) => alsoByRole) ? [name, GUARDRAILS] : [name];
    const policies = names.map((each) => cluster.policy(each));
    const paths = await Promise.all(policies.map((policy) => cluster.path(policy)));
    await without(
      attacks,
      () => Promise.all(paths.map((path) => cluster.admin.request('DELETE', path))),
      () => cluster.mustApply(policies),
    );
    const [guarded] = ATTACKS_ON_GUARDRAILS as [Attack];
    await waitFor('the role holds again', async () => (await attempt(guarded, USERS.owner)).status === 403);
  });
});

/** Of the others, the policy is the rule. */
const OF_SEVERAL_RULES = ['egress-tenant-pods', 'egress-tenant-proxy', 'egress-tenant-drain', 'egress-tenant-services'];

describe.each(OF_SEVERAL_RULES)('each rule of %s', (name) => {
  test('has an attack that it alone refuses', async () => {
    const attacks = ATTACKS[name] as readonly Attack[];
    const policy = cluster.policy(name);
    const { validations } = policy.spec;
    const successes = async () => {
      const answers = await Promise.all(attacks.map((attack) => attempt(attack, USERS.owner)));
      return attacks.filter((_, i) => (answers[i] as Answer).status < 300).map(({ title }) => title);
    };
    try {
      for (const left of validations) {
        const others = validations.filter((each: unknown) => each !== left);
        await cluster.mustApply([{ ...policy, spec: { ...policy.spec, validations: others } }]);
        await waitFor(`an attack succeeds without ${left.expression}`, async () => (await successes()).length > 0);
        await cluster.mustApply([policy]);
        await waitFor('no attack succeeds', async () => (await successes()).length === 0);
      }
    } finally {
      await cluster.mustApply([policy]);
    }
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
      cluster.admin.request('PATCH', NAMESPACE_PATH, {
        metadata: { labels: { 'pod-security.kubernetes.io/enforce': level } },
      });
    await without(
      // The probe is held by a policy, too.
      ATTACKS_ON_NODES.filter(({ title }) => !title.includes('probe')),
      () => label('privileged'),
      () => label('restricted'),
    );
  });
});

test('a controller reports on the namespace, and cannot change what marks it', async () => {
  const controller = cluster.as(account('kube-system', 'namespace-controller'));
  const namespace = await cluster.get(NAMESPACE_PATH);
  const report = (changed: object) => {
    const metadata = { ...namespace.metadata, ...changed };
    return controller.request('PUT', `${NAMESPACE_PATH}/status?dryRun=All`, { ...namespace, metadata });
  };
  expect(await report({})).toMatchObject({ status: 200 });
  expect(await report({ annotations: { ...namespace.metadata.annotations, seen: 'yes' } })).toMatchObject({
    status: 200,
  });
  for (const changed of [
    { labels: { tenant: TENANT } },
    { labels: { ...namespace.metadata.labels, 'pod-security.kubernetes.io/enforce': 'privileged' } },
    { annotations: { ...namespace.metadata.annotations, 'node-pool': 'client-a-pool' } },
    { annotations: { ...namespace.metadata.annotations, 'scheduler.alpha.kubernetes.io/node-selector': 'a=b' } },
  ]) {
    const { status, body } = await report(changed);
    expect({ changed, status }).toEqual({ changed, status: 403 });
    expect(body.message).toMatch(
      /tenant shop: the labels and annotations that identify a namespace .* Do not change the labels/,
    );
  }
});

test('rights in every namespace do not make a person the platform', async () => {
  const subject = { apiGroup: 'rbac.authorization.k8s.io', kind: 'User', name: 'support' };
  await cluster.mustApply([bound('ClusterRoleBinding', 'support', 'admin', subject)]);
  const path = '/apis/networking.k8s.io/v1/namespaces';
  const support = (namespace: string) =>
    cluster.as({ name: 'support' }).request('DELETE', `${path}/${namespace}/networkpolicies?dryRun=All`);
  await waitFor('support may', async () => (await support('default')).status === 200);
  const { status, body } = await support(NAMESPACE);
  expect(status).toBe(403);
  expect(body.message).toContain('tenant shop: only the platform may delete networkpolicies.networking.k8s.io');
});

describe('outside of the namespace nobody of it has any right', () => {
  const flux = '/apis/kustomize.toolkit.fluxcd.io/v1/namespaces/flux-system/kustomizations';
  const policies = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicies';
  const bindings = '/apis/admissionregistration.k8s.io/v1/validatingadmissionpolicybindings';
  test.each([
    ['has Flux apply something with the rights of the platform', 'POST', flux],
    ['suspends what Flux applies', 'PATCH', `${flux}/client-egress-dev`],
    ['takes the token of the account that Flux takes for it', 'POST', serviceAccount('flux-system', TENANT)],
    ['reads the secrets of Flux', 'GET', '/api/v1/namespaces/flux-system/secrets'],
    ['reads the secrets of another tenant', 'GET', '/api/v1/namespaces/client-a-demo/secrets'],
    ['enters a pod of another tenant', 'POST', '/api/v1/namespaces/client-a-demo/pods/a/exec?command=sh'],
    ['runs a pod where no policy looks', 'POST', '/api/v1/namespaces/default/pods'],
    ['makes a namespace without marks', 'POST', '/api/v1/namespaces'],
    ['removes a policy', 'DELETE', `${policies}/egress-tenant-guardrails`],
    ['removes the binding of a policy', 'DELETE', `${bindings}/egress-tenant-guardrails`],
    ['widens its role', 'PATCH', '/apis/rbac.authorization.k8s.io/v1/clusterroles/egress-tenant'],
    ['labels a node of another tenant', 'PATCH', '/api/v1/nodes/client-a-pool-1'],
    ['looks for nodes', 'GET', '/api/v1/nodes'],
  ])('a tenant that %s is refused', async (_, method, path) => {
    for (const user of Object.values(USERS)) {
      const body = method === 'GET' || method === 'DELETE' ? undefined : {};
      const { status, body: answer } = await cluster.as(user).request(method, path, body);
      expect({ user: user.name, status, message: answer.message }).toMatchObject({ user: user.name, status: 403 });
      expect(answer.message).toMatch(NO_RIGHT);
    }
  });
});

function serviceAccount(namespace: string, name: string): string {
  return `/api/v1/namespaces/${namespace}/serviceaccounts/${name}/token`;
}

test('a pod that names its own priority in numbers is refused by the API server itself', async () => {
  const body = pod('attack', { priority: 1000 });
  const { status } = await cluster.as(USERS.owner).request('POST', `${NAMESPACE_PATH}/pods?dryRun=All`, body);
  expect(status).toBe(403);
});
