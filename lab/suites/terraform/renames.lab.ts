import { execFileSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { EnvironmentModel } from '../../../lib';
import type { ResourceChange } from './_cloud';
import { modelOf, tenantText } from './_settings';
import { Tofu } from './_tofu';

let tofu: Tofu;
/** The state after the first apply of a tenant client-a with two proxies, and one other. */
let state: string;

const squid = (name: string, end: number, formerly = '') => `{ name: ${name}, address: 172.16.28.${end}, ${formerly} }`;
const OTHER = {
  other: tenantText('other', { proxies: [squid('squid-a', 20)] }).replace('172.16.28.30', '172.16.28.31'),
};
const PROXIES = [squid('squid-a', 8), squid('squid-b', 9)];
const before = modelOf({ ...OTHER, 'client-a': tenantText('client-a', { proxies: PROXIES }) });

beforeAll(async () => {
  tofu = await Tofu.start();
  state = await tofu.appliedState(before);
});

afterAll(() => tofu?.end());

/** What the real provider would do, resource by resource, of what it would not leave alone. */
async function planned(after: EnvironmentModel): Promise<readonly ResourceChange[]> {
  const changes = await tofu.plan(after, state);
  return changes.filter(({ change, previous_address }) => change.actions.join() !== 'no-op' || previous_address);
}

const deleted = (changes: readonly ResourceChange[]) =>
  changes.filter(({ change }) => change.actions.includes('delete')).map(({ address }) => address);
const created = (changes: readonly ResourceChange[]) =>
  changes.filter(({ change }) => change.actions.includes('create')).map(({ address }) => address);

test('the same settings change nothing', async () => {
  const changes = await planned(before);
  // An argument of the cluster that only says how it is upgraded is in no first plan.
  expect(changes.filter(({ type }) => type !== 'scaleway_k8s_cluster')).toEqual([]);
});

const formerly = (...names: string[]) => `formerly: [${names.join(', ')}]`;

test.each<[string, EnvironmentModel, number]>([
  [
    'a tenant',
    modelOf({ ...OTHER, 'client-z': tenantText('client-z', { formerly: formerly('client-a'), proxies: PROXIES }) }),
    11,
  ],
  [
    'a proxy',
    modelOf({
      ...OTHER,
      'client-a': tenantText('client-a', { proxies: [squid('squid-c', 8, formerly('squid-a')), squid('squid-b', 9)] }),
    }),
    4,
  ],
  [
    'a pool',
    modelOf({
      ...OTHER,
      'client-a': tenantText('client-a', {
        pool: `name: client-a-nodes, ${formerly('client-a-pool')}`,
        proxies: PROXIES,
      }),
    }),
    0,
  ],
  [
    'all of them at once, each more than once',
    modelOf({
      ...OTHER,
      '2nd': tenantText('"2nd"', {
        formerly: formerly('client-0', 'client-a', 'client-m'),
        pool: `name: 2nd-nodes, ${formerly('client-a-pool', 'other-nodes')}`,
        proxies: [squid('squid-c', 8, formerly('squid-0', 'squid-a')), squid('squid-d', 9, formerly('squid-b'))],
      }),
    }),
    11,
  ],
])('a new name of %s deletes nothing and makes nothing', async (_, after, moves) => {
  const changes = await planned(after);
  expect({ deleted: deleted(changes), created: created(changes) }).toEqual({ deleted: [], created: [] });
  expect(changes.filter(({ previous_address }) => previous_address !== undefined)).toHaveLength(moves);
  // The nodes get the label that the manifests select, whatever the cloud calls the pool.
  const pool = changes.find(({ type }) => type === 'scaleway_k8s_pool');
  if (moves !== 4) expect(pool?.change.actions).toEqual(['update']);
});

test('a rename that is not declared would be seen', async () => {
  const tenant = await planned(modelOf({ ...OTHER, 'client-z': tenantText('client-z', { proxies: PROXIES }) }));
  expect(deleted(tenant)).toEqual(
    expect.arrayContaining([
      'scaleway_instance_ip.client-a_squid-a',
      'scaleway_instance_server.client-a_squid-a',
      'scaleway_ipam_ip.client-a_squid-a',
      'scaleway_k8s_pool.client-a',
    ]),
  );
  const pool = await planned(
    modelOf({ ...OTHER, 'client-a': tenantText('client-a', { pool: 'name: client-a-nodes', proxies: PROXIES }) }),
  );
  expect(deleted(pool)).toEqual(['scaleway_k8s_pool.client-a']);
});

test('a retired address stays when its tenant is removed', async () => {
  const retired = [{ tenant: 'client-a', proxy: 'squid-a', keepUntil: '2027-03-31' }];
  const changes = await planned(modelOf(OTHER, { retired }));
  expect(deleted(changes)).toContain('scaleway_instance_server.client-a_squid-a');
  expect(deleted(changes)).toContain('scaleway_instance_ip.client-a_squid-b');
  expect(deleted(changes)).not.toContain('scaleway_instance_ip.client-a_squid-a');
  expect(changes.find(({ address }) => address === 'scaleway_instance_ip.client-a_squid-a')?.change.actions).toEqual([
    'update',
  ]);
});

test('with the commands of docs/terraform.md nothing but the lock file lands in dist/', async () => {
  const backend = { local: { path: '../../../.terraform/development.tfstate' } };
  const root = tofu.write(modelOf(OTHER, { terraform: { backend, provider: { region: 'fr-par' } } }));
  const files = () => (readdirSync(join(root, 'dist'), { recursive: true }) as string[]).sort();
  const rendered = files();
  const shell = (command: string) =>
    execFileSync('sh', ['-ec', `export TF_DATA_DIR="$PWD/.terraform/development"; ${command}`], {
      cwd: root,
      env: tofu.environment('mirror'),
      encoding: 'utf8',
    });
  shell('tofu -chdir=dist/infra/development init -input=false');
  expect(shell('tofu -chdir=dist/infra/development plan -input=false -no-color')).toMatch(
    /Plan: \d+ to add, 0 to change/,
  );
  expect(files().filter((path) => !rendered.includes(path))).toEqual(['infra/development/.terraform.lock.hcl']);
  expect(readdirSync(join(root, '.terraform/development'))).toEqual(expect.arrayContaining(['providers']));
});
