import { join } from 'node:path';
import { loadModel, type Model } from '../../../lib';
import { Cluster } from './_cluster';
import { Project } from './_project';
import { AGAINST_RIGHTS, AND_MORE, forbidden, hostile } from './tenant-repository/_attacks';
import { TenantRepository } from './tenant-repository/_repository';
import { configMap, deployment, files, kustomized, moved, SHOP } from './tenant-repository/_shop';

const FOLDER = join(__dirname, 'tenant-repository');
const SETTINGS = { tenants: join(FOLDER, 'tenants'), environments: join(FOLDER, 'overlays') };
const SHOP_PATH = '/apis/apps/v1/namespaces/client-a-demo/deployments/shop';
const REMOTE = 'http://ifconfig.me/message.yaml';

let cluster: Cluster;
let project: Project;
let model: Model;
let shop: TenantRepository;
/** Of client-b, whose Kustomize files are built. */
let tools: TenantRepository;

beforeAll(async () => {
  project = new Project();
  model = project.write(loadModel(SETTINGS).model);
  cluster = await Cluster.up(project, model, { name: 'repository', environment: 'development' });
  [shop, tools] = (await Promise.all(
    ['client-a', 'client-b'].map((name) => TenantRepository.create(cluster.lab, name)),
  )) as [TenantRepository, TenantRepository];
  await cluster.isDeployed();
});

afterAll(async () => {
  await cluster?.down();
  for (const one of [shop, tools]) one?.remove();
});

function planted(namespace: string) {
  return cluster.lab.api.get(`/api/v1/namespaces/${namespace}/configmaps/planted`);
}

/** Whether the controller has asked for the file of {@link REMOTE}. */
function hasFetched(): boolean {
  return cluster.lab.internet.requests().some(({ path }) => path === '/message.yaml');
}

test('a workload that complies runs in the tenant’s namespace, and leaves by the tenant’s proxy', async () => {
  expect(await shop.push(SHOP)).toMatchObject({ status: 'True' });
  await cluster.isRolledOut();
  const ip = ['curl', '-s', '--max-time', '10', 'https://ifconfig.me/ip'];
  const result = await cluster.lab.exec('client-a-demo', 'deploy/shop', ip);
  expect(result).toMatchObject({ code: 0, stdout: '203.0.113.10\n' });
});

test('an object for another namespace is applied in the tenant’s own', async () => {
  const elsewhere = { ...configMap('planted'), metadata: { name: 'planted', namespace: 'client-b-demo' } };
  expect(await shop.push(files(deployment(), elsewhere))).toMatchObject({ status: 'True' });
  expect(await planted('client-a-demo')).toBeDefined();
  expect(await planted('client-b-demo')).toBeUndefined();
});

describe('a tenant’s repository that', () => {
  test.each([...AGAINST_RIGHTS, ...AND_MORE])('%s is refused, and the status says why', async (_, object, why) => {
    const { status, message } = await shop.push(files(object));
    expect({ status, message }).toMatchObject({ status: 'False' });
    expect(message).toMatch(why);
  });

  test('has a kustomization.yaml is applied as if it had none', async () => {
    const inNobodysName = kustomized(files(deployment(), configMap('planted')), { namePrefix: 'other-' }, REMOTE);
    expect(await shop.push(inNobodysName)).toMatchObject({ status: 'True' });
    expect(await planted('client-a-demo')).toBeDefined();
    expect(await shop.push(moved(files(deployment(), configMap('planted')), 'client-b-demo'))).toMatchObject({
      status: 'True',
    });
    expect(await planted('client-b-demo')).toBeUndefined();
    expect(hasFetched()).toBe(false);
  });
});

describe('where what Kustomize files say is built, a repository that', () => {
  test('has one is applied as it says', async () => {
    const named = kustomized(files(configMap('planted')), { nameSuffix: '-here' });
    expect(await tools.push(named)).toMatchObject({ status: 'True' });
    expect(await cluster.lab.api.get('/api/v1/namespaces/client-b-demo/configmaps/planted-here')).toBeDefined();
  });

  test('moves an object to another tenant is refused, and the status says why', async () => {
    const { status, message } = await tools.push(moved(files(configMap('moved')), 'client-a-demo'));
    expect({ status, message }).toMatchObject({ status: 'False' });
    expect(message).toMatch(forbidden('client-b', 'configmaps', 'namespace "client-a-demo"'));
  });

  test('reads what is beside it is refused, and the status says why', async () => {
    const beside = kustomized(files(configMap('planted')), {}, '../../../../../../../etc/hostname');
    const { status, message } = await tools.push(beside);
    expect({ status, message }).toMatchObject({ status: 'False' });
    expect(message).toContain('etc/hostname');
  });

  test('names a remote file remains: the controller fetches it for the tenant, whatever --no-remote-bases says', async () => {
    const options = { disableNameSuffixHash: true };
    const configMapGenerator = [{ name: 'answer', files: [`answer=${REMOTE}`], options }];
    await tools.push(kustomized(files(configMap('planted')), { configMapGenerator }));
    expect(hasFetched()).toBe(true);
    const answer = await cluster.lab.api.get('/api/v1/namespaces/client-b-demo/configmaps/answer');
    expect(answer?.data.answer).toBe(`${cluster.lab.topology.gateway.publicAddress}\n`);
  });
});

test('a program in it that leaves its proxy aside gets nowhere', async () => {
  const { web, dns } = cluster.lab.topology.internet;
  expect(await shop.push(files(hostile(web, dns)))).toMatchObject({ status: 'True' });
  await cluster.isRolledOut();
  const log = () => cluster.lab.podLogs('client-a-demo', 'deploy/shop');
  await cluster.lab.waitFor('it has tried', async () => (await log()).includes('tried'));
  expect(cluster.lab.internet.requests().filter(({ path }) => path === '/hostile')).toEqual([]);
  expect(cluster.lab.internet.queries().filter(({ name }) => name.includes('hostile'))).toEqual([]);
});

test('what was refused has changed nothing, and what complies is applied again', async () => {
  const deployed = await cluster.lab.api.get(SHOP_PATH);
  expect(deployed?.spec.template.spec).toMatchObject({ nodeSelector: { 'node-pool': 'client-a-pool' } });
  expect(await shop.push(SHOP)).toMatchObject({ status: 'True' });
  await cluster.isRolledOut();
});

test('with the rights of the platform, each would be applied: it is the account that refuses', async () => {
  const account = '--serviceaccount=client-a-demo:client-a';
  await cluster.byHand('create', 'clusterrolebinding', 'too-much', '--clusterrole=cluster-admin', account);
  const { status, message } = await shop.push(files(deployment(), ...AGAINST_RIGHTS.map(([, object]) => object)));
  expect({ status, message }).toMatchObject({ status: 'True' });
  await shop.push(SHOP);
  await cluster.byHand('delete', 'clusterrolebinding', 'too-much');
});

test('when the settings no longer name it, what it has applied goes', async () => {
  expect(await shop.push(SHOP)).toMatchObject({ status: 'True' });
  const environments = model.environments.map(({ environment, tenants }) => ({
    environment,
    tenants: tenants.map(({ repository, ...tenant }) => tenant),
  }));
  project.write({ ...model, environments });
  await cluster.isDeployed(await cluster.lab.source.push(project.output, 'Without repositories'));
  await cluster.lab.waitFor('the shop is gone', async () => (await cluster.lab.api.get(SHOP_PATH)) === undefined);
  await cluster.lab.waitFor('Flux is done with it', async () => (await shop.kustomization()) === undefined);
});
