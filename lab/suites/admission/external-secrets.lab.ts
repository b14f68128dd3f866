import { join } from 'node:path';
import type { KubernetesObject, User } from '../../cluster/api';
import { readDefinitions } from '../../cluster/crds';
import { waitFor } from '../../process/wait';
import type { Answer } from './_client';
import { Cluster, NAMESPACE, PLATFORM, TENANT, USERS } from './_cluster';

// The definitions are of our own wording (lab/cluster/definitions), and no operator runs: this is about what the API server takes.

const DEFINITIONS = join(__dirname, '../../cluster/definitions');
const SECRETS = `/apis/external-secrets.io/v1/namespaces/${NAMESPACE}/externalsecrets`;
const STORES = `/apis/external-secrets.io/v1/namespaces/${NAMESPACE}/secretstores`;
const POLICY = 'egress-tenant-external-secrets';

let cluster: Cluster;

beforeAll(async () => {
  cluster = await Cluster.start({
    kinds: readDefinitions(DEFINITIONS),
    environment: ({ environment, tenants }) => ({
      environment: {
        ...environment,
        externalSecrets: {
          provider: { vault: { server: 'https://vault.example.com', auth: { kubernetes: { role: '{tenant}' } } } },
          refresh: '1h',
        },
      },
      tenants: tenants.map((tenant) =>
        tenant.name === TENANT
          ? {
              ...tenant,
              externalSecrets: [
                { name: 'shop-db', keys: { password: 'shop/db#password' } },
                { name: 'shop-mail', from: 'shop/mail' },
              ],
            }
          : tenant,
      ),
    }),
  });
});
afterAll(() => cluster?.stop());

const OWN = { kind: 'SecretStore', name: 'tenant-store' };
const DATA = [{ secretKey: 'password', remoteRef: { key: 'shop/db', property: 'password' } }];

function secret(spec: object): KubernetesObject {
  return { apiVersion: 'external-secrets.io/v1', kind: 'ExternalSecret', metadata: { name: 'attack' }, spec };
}

function post(object: KubernetesObject, user?: User): Promise<Answer> {
  return (user ? cluster.as(user) : cluster.admin).request('POST', `${SECRETS}?dryRun=All`, object);
}

const STORE = /an ExternalSecret reads from the tenant’s own store\. Set secretStoreRef to/;
const SOURCE = /sourceRef would read from another store or a generator/;
const TARGET = /an ExternalSecret makes a Secret, and no token of an account/;

/** What reads from elsewhere, or makes something else, and the words of the policy that refuses it. */
const FOREIGN: readonly (readonly [title: string, object: KubernetesObject, says: RegExp])[] = [
  [
    'a ClusterSecretStore',
    secret({ secretStoreRef: { kind: 'ClusterSecretStore', name: 'tenant-store' }, data: DATA }),
    STORE,
  ],
  [
    'another store of the namespace',
    secret({ secretStoreRef: { kind: 'SecretStore', name: 'platform' }, data: DATA }),
    STORE,
  ],
  ['no store at all', secret({ data: DATA }), STORE],
  [
    'a store for one entry',
    secret({
      secretStoreRef: OWN,
      data: [{ ...DATA[0], sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'all' } } }],
    }),
    SOURCE,
  ],
  [
    'a generator for one entry',
    secret({
      secretStoreRef: OWN,
      dataFrom: [{ sourceRef: { generatorRef: { kind: 'ClusterGenerator', name: 'token' } } }],
    }),
    SOURCE,
  ],
  [
    'a store for a whole place',
    secret({
      secretStoreRef: OWN,
      dataFrom: [{ extract: { key: 'all' }, sourceRef: { storeRef: { kind: 'ClusterSecretStore', name: 'all' } } }],
    }),
    SOURCE,
  ],
  [
    'a token of an account',
    secret({ secretStoreRef: OWN, data: DATA, target: { template: { type: 'kubernetes.io/service-account-token' } } }),
    TARGET,
  ],
  [
    'an object of another kind',
    secret({
      secretStoreRef: OWN,
      data: DATA,
      target: { manifest: { apiVersion: 'networking.k8s.io/v1', kind: 'NetworkPolicy' } },
    }),
    TARGET,
  ],
];

test('what is rendered is stored as it was written', async () => {
  const stores = await cluster.items(STORES);
  expect(stores.map(({ metadata, spec }) => [metadata.name, spec])).toEqual([
    [
      'tenant-store',
      { provider: { vault: { server: 'https://vault.example.com', auth: { kubernetes: { role: TENANT } } } } },
    ],
  ]);
  const written = cluster.rendered.workloads.get(TENANT)?.filter(({ kind }) => kind === 'ExternalSecret') ?? [];
  await cluster.mustApply(written, USERS.flux);
  const secrets = await cluster.items(SECRETS);
  expect(secrets.map(({ metadata, spec }) => [metadata.name, spec.secretStoreRef, spec.data ?? spec.dataFrom])).toEqual(
    [
      ['shop-db', OWN, DATA],
      ['shop-mail', OWN, [{ extract: { key: 'shop/mail' } }]],
    ],
  );
});

test.each(FOREIGN)('%s is refused, to the platform too', async (_, object, says) => {
  for (const user of [undefined, USERS.flux, USERS.person, USERS.owner, PLATFORM]) {
    const { status, body } = await post(object, user);
    expect({ status, message: body.message }).toMatchObject({ status: 403 });
    expect(body.message).toContain(`ValidatingAdmissionPolicy '${POLICY}'`);
    expect(body.message).toMatch(says);
  }
});

test('the tenant’s account and its people may have Secrets of its own store', async () => {
  for (const user of [USERS.flux, USERS.person])
    expect(await post(secret({ secretStoreRef: OWN, data: DATA }), user)).toMatchObject({ status: 201 });
  expect(await post(secret({ secretStoreRef: { name: OWN.name }, data: DATA }), USERS.flux)).toMatchObject({
    status: 201,
  });
});

test('the store is the platform’s: the tenant reads it, and writes none', async () => {
  const store = {
    apiVersion: 'external-secrets.io/v1',
    kind: 'SecretStore',
    metadata: { name: 'mine' },
    spec: { provider: { vault: { auth: { kubernetes: { role: 'bakery' } } } } },
  };
  for (const user of [USERS.flux, USERS.person, USERS.owner]) {
    const created = await cluster.as(user).request('POST', `${STORES}?dryRun=All`, store);
    const changed = await cluster.as(user).request('PATCH', `${STORES}/tenant-store?dryRun=All`, { spec: store.spec });
    expect([created.status, changed.status]).toEqual([403, 403]);
  }
  const refused = await cluster.as(USERS.owner).request('POST', `${STORES}?dryRun=All`, store);
  expect(refused.body.message).toContain("ValidatingAdmissionPolicy 'egress-tenant-guardrails'");
  expect(await cluster.as(USERS.person).request('GET', `${STORES}/tenant-store`)).toMatchObject({ status: 200 });
});

test('without the policy, the tenant’s account may have each of these', async () => {
  const policy = cluster.policy(POLICY);
  await cluster.admin.request('DELETE', await cluster.path(policy));
  try {
    const [first] = FOREIGN as [(typeof FOREIGN)[0]];
    await waitFor('the policy is off', async () => (await post(first[1], USERS.flux)).status < 300);
    const statuses = await Promise.all(
      FOREIGN.map(async ([title, object]) => [title, (await post(object, USERS.flux)).status]),
    );
    expect(statuses).toEqual(FOREIGN.map(([title]) => [title, 201]));
  } finally {
    await cluster.mustApply([policy]);
    const [first] = FOREIGN as [(typeof FOREIGN)[0]];
    await waitFor('the policy is on', async () => (await post(first[1])).status === 403);
  }
});
