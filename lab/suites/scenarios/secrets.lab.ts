import type { KubernetesObject } from '../../cluster/api';
import { type AgeKey, ageKey, encryptSecret } from '../../gitops/sops';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { development, named, type Settings } from './_settings';

const KEYS = { 'client-a': ageKey(), 'client-b': ageKey() } as const;
type Name = keyof typeof KEYS;

const TENANTS = Object.keys(KEYS) as Name[];
const DB = 'db';
const STOLEN = 'stolen';

function ciphertext(name: string, value: string, tenant: Name, claims: Name = tenant): string {
  const secret = { apiVersion: 'v1', kind: 'Secret', metadata: { name }, stringData: { password: value } };
  return encryptSecret(secret, [KEYS[tenant].recipient], [KEYS[claims].recipient]);
}

/** Of client-b. */
const THEIRS = ciphertext(STOLEN, 'of client-b', 'client-b');

function settingsWith(files: Readonly<Record<string, string>> = {}): Settings {
  const settings = development();
  settings.environment.flux.reconcile = 'per-tenant';
  for (const name of TENANTS) {
    named(settings, name).secrets = { key: `${name}-sops`, recipients: [KEYS[name].recipient] };
    named(settings, name).access = { groups: [`${name}-developers`], readSecrets: name === 'client-b' };
  }
  const own = TENANTS.map((name) => [`${name}/secrets/db.yaml`, ciphertext(DB, `of ${name}`, name)]);
  return { ...settings, files: { ...Object.fromEntries(own), ...files } };
}

const workloadsOf = (name: Name) => `client-egress-dev-${name}-workloads`;

let cluster: Cluster;

beforeAll(async () => {
  const project = new Project();
  cluster = await Cluster.up(project, project.synth(settingsWith()), { name: 'secrets', environment: 'development' });
  for (const name of TENANTS) await giveKeys(name, KEYS[name]);
  for (const name of TENANTS) {
    const kustomization = workloadsOf(name);
    await cluster.lab.waitFor(kustomization, () => cluster.lab.flux.kustomization(kustomization));
    await cluster.lab.flux.reconcile(kustomization);
  }
  await cluster.isDeployed();
});

afterAll(() => cluster?.down());

/** What the platform does once for each tenant: `kubectl create secret generic`. */
async function giveKeys(name: Name, ...keys: readonly AgeKey[]): Promise<void> {
  await cluster.lab.apply(
    JSON.stringify({
      apiVersion: 'v1',
      kind: 'Secret',
      metadata: { name: `${name}-sops`, namespace: 'flux-system' },
      stringData: { 'age.agekey': keys.map(({ identity }) => `${identity}\n`).join('') },
    }),
  );
}

function secret(namespace: string, name: string): Promise<KubernetesObject | undefined> {
  return cluster.lab.api.get(`/api/v1/namespaces/${namespace}/secrets/${name}`);
}

async function password(namespace: string, name: string): Promise<string | undefined> {
  const { data } = ((await secret(namespace, name)) ?? {}) as { data?: Readonly<Record<string, string>> };
  return data?.password === undefined ? undefined : Buffer.from(data.password, 'base64').toString();
}

/** Writes a Secret's text past `check`, into the folder of client-a, and resolves with what Flux says of it. */
async function pushPastCheck(text: string): Promise<{ status: string; message: string }> {
  const model = cluster.project.load(settingsWith());
  const file = { name: STOLEN, text, source: 'tenants/client-a/secrets/stolen.yaml' };
  cluster.project.write({
    ...model,
    environments: model.environments.map((one) => ({
      ...one,
      tenants: one.tenants.map((tenant) =>
        tenant.name === 'client-a' ? { ...tenant, secretFiles: [...(tenant.secretFiles ?? []), file] } : tenant,
      ),
    })),
  });
  const commit = await cluster.lab.source.push(cluster.project.output, 'Add a Secret');
  return cluster.lab.waitFor('Flux has tried it', async () => {
    const status = (await cluster.lab.flux.kustomization(workloadsOf('client-a')))?.status;
    const condition = await cluster.lab.flux.condition(workloadsOf('client-a'));
    const isDone = status?.lastAttemptedRevision?.endsWith(commit) && condition?.status !== 'Unknown';
    return isDone ? condition : undefined;
  });
}

test('each tenant’s Secret is decrypted into its namespace', async () => {
  for (const name of TENANTS) {
    expect(await password(`${name}-demo`, DB)).toBe(`of ${name}`);
    expect(await secret(`${name}-demo`, DB)).not.toHaveProperty('sops');
  }
});

describe('another tenant’s ciphertext in a tenant’s folder', () => {
  afterEach(async () => {
    await giveKeys('client-a', KEYS['client-a']);
    await cluster.deploy(settingsWith());
    await cluster.lab.waitFor('it is gone', async () => (await secret('client-a-demo', STOLEN)) === undefined);
  });

  test('is refused by check', () => {
    const load = () => cluster.project.load(settingsWith({ 'client-a/secrets/stolen.yaml': THEIRS }));
    expect(load).toThrow(/stolen\.yaml:\d+:\d+ sops\.age: is encrypted for age1\w+, which is not a recipient/);
  });

  test.each([
    ['as it is', THEIRS],
    ['with the tenant’s own recipient written into it', ciphertext(STOLEN, 'of client-b', 'client-b', 'client-a')],
  ])('%s is refused by Flux, which has no key for it', async (_, text) => {
    const { status, message } = await pushPastCheck(text);
    expect({ status, message }).toMatchObject({ status: 'False' });
    expect(message).toMatch(/decrypt/);
    expect(await secret('client-a-demo', STOLEN)).toBeUndefined();
  });

  test('would be decrypted by a key that both have', async () => {
    await giveKeys('client-a', KEYS['client-a'], KEYS['client-b']);
    const outcome = await pushPastCheck(THEIRS);
    expect(outcome).toMatchObject({ status: 'True' });
    expect(await password('client-a-demo', STOLEN)).toBe('of client-b');
  });
});

describe('a tenant’s people', () => {
  const read = (name: Name) =>
    cluster.lab.api
      .as({ name: 'ada', groups: [`${name}-developers`] })
      .request('GET', `/api/v1/namespaces/${name}-demo/secrets/${DB}`);

  test('read no Secrets', async () => {
    expect((await read('client-a')).status).toBe(403);
  });

  test('read them where access.readSecrets says so', async () => {
    expect((await read('client-b')).status).toBe(200);
  });
});
