import type { KubernetesObject, User } from '../../cluster/api';
import { waitFor } from '../../process/wait';
import type { Answer } from './_client';
import { account, Cluster, PLATFORM } from './_cluster';

const ADMIN: User = { name: 'admin', groups: ['system:masters'] };
const ADOPT = 'egress-tenant/adopt';
const POLICY = 'egress-tenant-adoption';
const LABELS = { tenant: 'shop', 'network/isolation': 'egress-proxy' };
const OTHER = { ...LABELS, tenant: 'client-a' };
const GATEWAY = { 'network/isolation': 'egress-gateway' };

interface Metadata {
  readonly labels?: Readonly<Record<string, string>>;
  readonly annotations?: Readonly<Record<string, string>>;
  readonly finalizers?: readonly string[];
}

let cluster: Cluster;
let count = 0;

beforeAll(async () => {
  cluster = await Cluster.start();
  const probe = await made({});
  await waitFor('the policy is in force', async () => (await takesOver(probe, { labels: LABELS })).status === 403);
});

afterAll(() => cluster?.stop());

function namespace(name: string, metadata: Metadata = {}): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Namespace', metadata: { name, ...metadata } };
}

const pathOf = (name: string, subresource = '') => `/api/v1/namespaces/${name}${subresource}`;

/** A namespace that an administrator has made, with what is in it. */
async function made(metadata: Metadata): Promise<string> {
  count += 1;
  const name = `found-${count}`;
  expect(await cluster.admin.request('POST', '/api/v1/namespaces', namespace(name, metadata))).toMatchObject({
    status: 201,
  });
  return name;
}

/** As Flux applies a namespace that it renders. */
function takesOver(name: string, metadata: Metadata, user = PLATFORM): Promise<Answer> {
  return cluster.apply(namespace(name, metadata), user);
}

/** As an administrator does by hand. */
function edited(name: string, metadata: object, user = ADMIN): Promise<Answer> {
  return cluster.as(user).request('PATCH', pathOf(name), { metadata });
}

function refusal({ status, body }: Answer): string {
  expect({ status, message: body.message }).toMatchObject({ status: 403 });
  expect(body.message).toContain(`ValidatingAdmissionPolicy '${POLICY}' with binding '${POLICY}' denied request`);
  return body.message;
}

describe('a namespace that the platform makes', () => {
  test('is applied, applied again, and changed where nobody else is concerned', async () => {
    expect(await takesOver('new-shop', { labels: LABELS })).toMatchObject({ status: 201 });
    expect(await takesOver('new-shop', { labels: LABELS })).toMatchObject({ status: 200 });
    const annotations = { 'node-pool': 'shop-pool' };
    expect(await takesOver('new-shop', { labels: { ...LABELS, team: 'a' }, annotations })).toMatchObject({
      status: 200,
    });
    expect(await takesOver('new-shop-egress', { labels: GATEWAY })).toMatchObject({ status: 201 });
    expect(await takesOver('new-shop-egress', { labels: { ...GATEWAY, team: 'a' } })).toMatchObject({ status: 200 });
  });

  test('gets its label back when it was taken off by hand', async () => {
    const annotations = { 'node-pool': 'shop-pool' };
    expect(await takesOver('healed', { labels: LABELS, annotations })).toMatchObject({ status: 201 });
    expect(await edited('healed', { labels: { 'network/isolation': null } })).toMatchObject({ status: 200 });
    expect(await takesOver('healed', { labels: LABELS, annotations })).toMatchObject({ status: 200 });
  });
});

/** What is there, and what somebody makes of it. */
const TAKEOVERS: readonly (readonly [title: string, before: Metadata, after: Metadata])[] = [
  ['one that an administrator has made becomes a tenant’s', {}, { labels: LABELS }],
  ['it gets the label tenant first', {}, { labels: { tenant: 'shop' } }],
  ['it gets the label and the annotation at once', {}, { labels: LABELS, annotations: { [ADOPT]: 'shop' } }],
  ['it has an annotation for another', { annotations: { [ADOPT]: 'client-a' } }, { labels: LABELS }],
  ['it has one that begins alike', { annotations: { [ADOPT]: 'shop-b' } }, { labels: LABELS }],
  ['it has an empty one', { annotations: { [ADOPT]: '' } }, { labels: LABELS }],
  ['it has it as a label', { labels: { [ADOPT]: 'shop' } }, { labels: LABELS }],
  ['one that is labelled with a tenant for other ends', { labels: { tenant: 'shop' } }, { labels: LABELS }],
  ['one of a tenant becomes another’s', { labels: OTHER }, { labels: LABELS }],
  [
    'one of a tenant, which may have been given to it once',
    { labels: OTHER, annotations: { [ADOPT]: 'client-a' } },
    { labels: LABELS },
  ],
  ['the gateway’s becomes a tenant’s', { labels: GATEWAY }, { labels: LABELS }],
  ['one of a tenant becomes a gateway’s', { labels: LABELS }, { labels: GATEWAY }],
  ['one that an administrator has made becomes a gateway’s', {}, { labels: GATEWAY }],
];

test.each(TAKEOVERS)('is refused to Flux and to administrators: %s', async (_, before, after) => {
  const name = await made(before);
  const message = refusal(await takesOver(name, after));
  const to = after.labels?.tenant ?? 'egress-gateway';
  expect(message).toContain(`tenant ${to}: the namespace ${name} exists, and it belongs to `);
  expect(message).toContain(`kubectl annotate namespace ${name} --overwrite ${ADOPT}=${to}`);
  refusal(await takesOver(name, after, ADMIN));
  const labels = { tenant: null, 'network/isolation': null, ...after.labels };
  refusal(await edited(name, { labels, annotations: after.annotations }));
  const { body } = await cluster.admin.request('GET', pathOf(name));
  refusal(
    await cluster.admin.request('PUT', pathOf(name, '/status'), { ...body, metadata: { ...body.metadata, ...after } }),
  );
  refusal(
    await cluster.admin.request('PUT', pathOf(name, '/finalize'), {
      ...body,
      metadata: { ...body.metadata, ...after },
    }),
  );
});

test('is refused: a tenant’s label for pods without a tenant’s name', async () => {
  const isolated = { labels: { 'network/isolation': 'egress-proxy' } };
  const name = await made({});
  expect(refusal(await takesOver(name, isolated))).toContain('needs the label tenant. Set both, or neither');
  expect(await takesOver('without-tenant', { labels: LABELS })).toMatchObject({ status: 201 });
  refusal(await edited('without-tenant', { labels: { tenant: null } }));
});

test('is refused: labels taken off first, and set for another tenant after', async () => {
  const name = await made({ labels: OTHER });
  expect(await edited(name, { labels: { 'network/isolation': null } })).toMatchObject({ status: 200 });
  refusal(await takesOver(name, { labels: LABELS }));
  expect(await edited(name, { labels: { tenant: null } })).toMatchObject({ status: 200 });
  refusal(await takesOver(name, { labels: LABELS }));
});

test('is refused: one that is being removed', async () => {
  const name = await made({ finalizers: ['example.com/kept'] });
  expect(await cluster.admin.request('DELETE', pathOf(name))).toMatchObject({ status: 200 });
  refusal(await takesOver(name, { labels: LABELS }));
  expect(await edited(name, { finalizers: null })).toMatchObject({ status: 200 });
  await waitFor('it is gone', async () => (await cluster.admin.request('GET', pathOf(name))).status === 404);
  expect(await takesOver(name, { labels: LABELS })).toMatchObject({ status: 201 });
});

test.each([
  ['one that an administrator has made', {}, LABELS, 'shop'],
  ['one of another tenant', { labels: OTHER }, LABELS, 'shop'],
  ['one for a gateway', {}, GATEWAY, 'egress-gateway'],
] as const)('is handed over by the annotation that the refusal names: %s', async (_, before, labels, to) => {
  const name = await made(before);
  const [, command = ''] = refusal(await takesOver(name, { labels })).match(/kubectl (annotate .*=\S+)$/) ?? [];
  expect(await cluster.kubectl(ADMIN, command.split(' '))).toMatchObject({ code: 0 });
  expect(await takesOver(name, { labels })).toMatchObject({ status: 200 });
  expect(await takesOver(name, { labels })).toMatchObject({ status: 200 });
  expect(await edited(name, { annotations: { [ADOPT]: null } })).toMatchObject({ status: 200 });
  expect(await takesOver(name, { labels })).toMatchObject({ status: 200 });
  expect(to).toBe(command.split('=').pop());
});

test('the annotation on a tenant’s namespace is not the tenant’s, and not a controller’s', async () => {
  const owner: User = { name: 'namespace-cluster-admin' };
  const annotated = { annotations: { [ADOPT]: 'client-a' } };
  expect(await edited('shop-live', annotated, owner)).toMatchObject({ status: 403 });
  const { body } = await cluster.admin.request('GET', pathOf('shop-live'));
  const metadata = { ...body.metadata, annotations: { ...body.metadata.annotations, ...annotated.annotations } };
  const controller = cluster.as(account('kube-system', 'namespace-controller'));
  expect(await controller.request('PUT', pathOf('shop-live', '/status'), { ...body, metadata })).toMatchObject({
    status: 403,
  });
});

test('other namespaces are labelled as before, and leave a tenant’s name', async () => {
  const name = await made({ labels: { tenant: 'shop', team: 'a' } });
  expect(await edited(name, { labels: { team: 'b' } })).toMatchObject({ status: 200 });
  expect(await edited(name, { labels: { 'network/isolation': 'none' } })).toMatchObject({ status: 200 });
  expect(await edited(name, { labels: { tenant: null, team: null } })).toMatchObject({ status: 200 });
});

test('without the policy, each of these succeeds', async () => {
  const policy = cluster.policy(POLICY);
  const names = await Promise.all(TAKEOVERS.map(([, before]) => made(before)));
  const probe = await made({});
  await cluster.admin.request('DELETE', await cluster.path(policy));
  try {
    await waitFor('the policy is gone', async () => (await takesOver(probe, { labels: LABELS })).status === 200);
    for (const [i, [title, , after]] of TAKEOVERS.entries()) {
      const { status } = await takesOver(names[i] as string, after);
      expect({ title, status }).toEqual({ title, status: 200 });
    }
  } finally {
    await cluster.mustApply([policy]);
  }
});
