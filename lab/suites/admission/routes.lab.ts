import type { EnvironmentModel, Route } from '../../../lib';
import type { KubernetesObject, User } from '../../cluster/api';
import { gatewayDefinitions } from '../../cluster/crds';
import { waitFor } from '../../process/wait';
import type { Answer } from './_client';
import { Cluster, NAMESPACE, PLATFORM, TENANT, USERS } from './_cluster';
import { right } from './_objects';

type Ingress = NonNullable<EnvironmentModel['environment']['ingress']>;

const ROUTES: readonly Route[] = [
  { host: 'shop.example.com', path: '/', workload: 'web', port: 8080, podPort: 8080, issuer: 'letsencrypt' },
  { host: '*.old.example.com', path: '/api', workload: 'store', port: 5432, podPort: 5432 },
];
const INGRESSES = `/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/ingresses`;
const HTTP_ROUTES = `/apis/gateway.networking.k8s.io/v1/namespaces/${NAMESPACE}/httproutes`;
const POLICY = 'egress-tenant-routes';

let cluster: Cluster;

function start(ingress: Ingress): Promise<Cluster> {
  return Cluster.start({
    kinds: gatewayDefinitions(),
    environment: ({ environment, tenants }) => ({
      environment: { ...environment, ingress },
      tenants: tenants.map((tenant) => (tenant.name === TENANT ? { ...tenant, routes: ROUTES } : tenant)),
    }),
  });
}

const backend = { service: { name: 'web', port: { number: 8080 } } };
const rule = (host?: string) => ({ host, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } });

function ingress(spec: object, metadata: object = { name: 'attack' }): KubernetesObject {
  return { apiVersion: 'networking.k8s.io/v1', kind: 'Ingress', metadata: metadata as never, spec };
}

function httpRoute(spec: object): KubernetesObject {
  const parentRefs = [{ name: 'public', namespace: 'gateways' }];
  return {
    apiVersion: 'gateway.networking.k8s.io/v1',
    kind: 'HTTPRoute',
    metadata: { name: 'attack' },
    spec: { parentRefs, rules: [{ backendRefs: [{ name: 'web', port: 8080 }] }], ...spec },
  };
}

function post(object: KubernetesObject, user?: User): Promise<Answer> {
  const path = object.kind === 'Ingress' ? INGRESSES : HTTP_ROUTES;
  return (user ? cluster.as(user) : cluster.admin).request('POST', `${path}?dryRun=All`, object);
}

/** What takes a host, and the words of the policy that refuses it. */
const FOREIGN: readonly (readonly [title: string, object: KubernetesObject, says: RegExp])[] = [
  [
    'an Ingress with a host of others',
    ingress({ rules: [rule('bakery.example.com')] }),
    /bakery\.example\.com is not among the hosts of its settings\. Propose it under ingress\.routes in tenants\/shop\.yaml/,
  ],
  [
    'an Ingress with its own host and one of others',
    ingress({ rules: [rule('shop.example.com'), rule('bakery.example.com')] }),
    /: bakery\.example\.com is not among/,
  ],
  [
    'an Ingress with a wildcard over its own host',
    ingress({ rules: [rule('*.example.com')] }),
    /\*\.example\.com is not among/,
  ],
  [
    'an Ingress with a name below its own wildcard',
    ingress({ rules: [rule('a.old.example.com')] }),
    /a\.old\.example\.com is not among/,
  ],
  ['an Ingress for every host', ingress({ rules: [rule()] }), /every host is not among/],
  [
    'an Ingress with a default backend alone',
    ingress({ defaultBackend: backend }),
    /names its hosts and has no default backend/,
  ],
  [
    'an Ingress with a default backend too',
    ingress({ rules: [rule('shop.example.com')], defaultBackend: backend }),
    /has no default backend/,
  ],
  [
    'a certificate for a host of others',
    ingress({ rules: [rule('shop.example.com')], tls: [{ hosts: ['bakery.example.com'], secretName: 'a' }] }),
    /a certificate is for the hosts of the Ingress itself/,
  ],
  [
    'a certificate for every host',
    ingress({ rules: [rule('shop.example.com')], tls: [{ secretName: 'a' }] }),
    /a certificate is for the hosts of the Ingress itself/,
  ],
  [
    'a route with a host of others',
    httpRoute({ hostnames: ['bakery.example.com'] }),
    /bakery\.example\.com is not among/,
  ],
  ['a route for every host of the Gateway', httpRoute({}), /names its hosts/],
];

describe.each<[string, Ingress, string]>([
  ['Ingress', { kind: 'Ingress', class: 'nginx', namespace: 'ingress-nginx' }, INGRESSES],
  [
    'HTTPRoute',
    { kind: 'HTTPRoute', gateway: 'gateways/public', listener: 'https', namespace: 'ingress-nginx' },
    HTTP_ROUTES,
  ],
])('an environment with %s', (kind, settings, path) => {
  beforeAll(async () => {
    // What is rendered is applied without a warning, or this fails.
    cluster = await start(settings);
  });
  afterAll(() => cluster?.stop());

  test('what is rendered is stored as it was written', async () => {
    const objects = await cluster.items(path);
    expect(objects.map(({ metadata }) => metadata.name).sort()).toEqual([
      'shop-example-com',
      'wildcard-old-example-com',
    ]);
    const policies = await cluster.items(`/apis/networking.k8s.io/v1/namespaces/${NAMESPACE}/networkpolicies`);
    const names = policies.map(({ metadata }) => metadata.name).filter((name) => name.startsWith('allow-route'));
    expect(names.sort()).toEqual(['allow-route-store', 'allow-route-web']);
    const namespace = await cluster.get(`/api/v1/namespaces/${NAMESPACE}`);
    expect(namespace.metadata.annotations['route-hosts']).toBe('*.old.example.com,shop.example.com');
    expect(kind === 'Ingress' ? objects[0]?.metadata.annotations : undefined).toEqual(
      kind === 'Ingress' ? { 'cert-manager.io/cluster-issuer': 'letsencrypt' } : undefined,
    );
  });

  test.each(FOREIGN)('%s is refused to the platform itself', async (_, object, says) => {
    const { status, body } = await post(object);
    expect({ status, message: body.message }).toMatchObject({ status: 403 });
    expect(body.message).toContain(`ValidatingAdmissionPolicy '${POLICY}'`);
    expect(body.message).toMatch(says);
    expect(
      (
        await cluster
          .as(PLATFORM)
          .request('POST', `${object.kind === 'Ingress' ? INGRESSES : HTTP_ROUTES}?dryRun=All`, object)
      ).status,
    ).toBe(403);
  });

  test('the tenant cannot write any, even for its own host', async () => {
    for (const object of [
      ingress({ rules: [rule('shop.example.com')] }),
      httpRoute({ hostnames: ['shop.example.com'] }),
    ]) {
      for (const user of [USERS.person, USERS.flux]) {
        const { status, body } = await post(object, user);
        expect({ status, message: body.message }).toMatchObject({
          status: 403,
          message: expect.stringMatching(/is forbidden: User ".*" cannot create/),
        });
      }
      const { status, body } = await post(object, USERS.owner);
      expect({ status, message: body.message }).toMatchObject({
        status: 403,
        message: expect.stringContaining("ValidatingAdmissionPolicy 'egress-tenant-guardrails'"),
      });
    }
  });

  test('the annotation with the hosts is the platform’s', async () => {
    const body = { metadata: { annotations: { 'route-hosts': 'bakery.example.com' } } };
    for (const user of [USERS.person, USERS.owner]) {
      const answer = await cluster.as(user).request('PATCH', `/api/v1/namespaces/${NAMESPACE}?dryRun=All`, body);
      expect(answer.status).toBe(403);
    }
  });

  test('a host of its settings is let through, and so is the status of what is there', async () => {
    expect(await post(ingress({ rules: [rule('shop.example.com')] }))).toMatchObject({ status: 201 });
    const [first] = await cluster.items(path);
    const place = `${path}/${first?.metadata.name}/status`;
    const status = kind === 'Ingress' ? { loadBalancer: { ingress: [{ ip: '203.0.113.1' }] } } : { parents: [] };
    expect(await cluster.admin.request('PATCH', `${place}?dryRun=All`, { status })).toMatchObject({ status: 200 });
  });

  test('without the policy, the platform takes each of these', async () => {
    const policy = cluster.policy(POLICY);
    await cluster.admin.request('DELETE', await cluster.path(policy));
    try {
      const [first] = FOREIGN as [(typeof FOREIGN)[0]];
      await waitFor('the policy is off', async () => (await post(first[1])).status < 300);
      const statuses = await Promise.all(FOREIGN.map(async ([title, object]) => [title, (await post(object)).status]));
      expect(statuses).toEqual(FOREIGN.map(([title]) => [title, 201]));
    } finally {
      await cluster.mustApply([policy]);
      const [first] = FOREIGN as [(typeof FOREIGN)[0]];
      await waitFor('the policy is on', async () => (await post(first[1])).status === 403);
    }
  });

  test('a controller of the cluster writes what the settings have, and no more', async () => {
    const subject = { kind: 'ServiceAccount', name: 'cert-manager', namespace: 'cert-manager' };
    const solver = {
      apiGroups: ['networking.k8s.io'],
      resources: ['ingresses'],
      verbs: ['create', 'update', 'delete'],
    };
    await cluster.mustApply(right('solver', subject, solver));
    const user = { name: 'system:serviceaccount:cert-manager:cert-manager' };
    await waitFor(
      'it may',
      async () => (await post(ingress({ rules: [rule('shop.example.com')] }), user)).status === 201,
    );
    expect((await post(ingress({ rules: [rule('bakery.example.com')] }), user)).status).toBe(403);
  });
});
