import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { ENVIRONMENT, PLATFORM_KUSTOMIZATION, tenantName } from '../../../testbed/scale-settings';
import { MAIN, type Reported, ShardsWorld } from './_world';

/** `TENANTS=100 npm run lab:test -- suites/scale/shards` for more. */
const TENANTS = Number(process.env.TENANTS ?? 12);
const OF_MAIN = ['flux-system', PLATFORM_KUSTOMIZATION];

let world: ShardsWorld;
beforeAll(async () => {
  world = await ShardsWorld.up(TENANTS, 2);
}, 300_000);
afterAll(() => world?.down());

/** Who has to reconcile what, by the labels. */
function expected(all: readonly Reported[], shards: number): ReadonlyMap<string, ReadonlySet<string>> {
  const of = (shard?: string) => new Set(all.filter((each) => each.shard === shard).map(({ name }) => name));
  const names = Array.from({ length: shards }, (_, index) => `shard${index + 1}`);
  return new Map([
    [MAIN, of(undefined)],
    ...names.map((shard): [string, ReadonlySet<string>] => [`${MAIN}-${shard}`, of(shard)]),
  ]);
}

test('Flux itself creates the controllers of both shards, and until they run no tenant is reconciled', async () => {
  await world.startDeployed(2);
  const shard = await world.deployment(`${MAIN}-shard2`);
  expect(shard?.spec.template.spec).toMatchObject({
    containers: [{ args: expect.arrayContaining(['--watch-label-selector=sharding.fluxcd.io/key=shard2']) }],
  });
  expect([...(world.handled().get(MAIN) ?? [])].filter((name) => !OF_MAIN.includes(name))).toEqual([]);
});

test('every Kustomization is Ready, each by the controller of its shard and by no other', async () => {
  const all = await world.areReady();
  const wanted = expected(all, 2);
  expect([...(wanted.get(MAIN) ?? [])].sort()).toEqual([...OF_MAIN].sort());
  for (const shard of ['shard1', 'shard2']) expect(wanted.get(`${MAIN}-${shard}`)?.size).toBeGreaterThan(0);
  expect(world.handled()).toEqual(wanted);
});

test('with one shard more, only its own tenants move, and from then on it alone reconciles them', async () => {
  const before = new Map((await world.kustomizations()).map(({ name, shard }) => [name, shard]));
  const commit = await world.deploy(3);
  await world.startDeployed(3);
  const after = await world.areReady(commit);
  const moved = after.filter(({ name, shard }) => shard !== before.get(name));
  expect(moved.length).toBeGreaterThan(0);
  expect(new Set(moved.map(({ shard }) => shard))).toEqual(new Set(['shard3']));

  world.forget();
  const next = await world.deploy(3, (output) => {
    rmSync(join(output, 'dist/infra'), { recursive: true });
  });
  const all = await world.areReady(next);
  expect(world.handled()).toEqual(expected(all, 3));
});

test('a tenant whose folder does not build holds up no other', async () => {
  const broken = `${PLATFORM_KUSTOMIZATION}-${tenantName(3)}-workloads`;
  world.forget();
  const commit = await world.deploy(3, (output) => {
    rmSync(join(output, 'dist/overlays', ENVIRONMENT, tenantName(3), 'workloads'), { recursive: true });
  });
  const all = await world.areReady(commit, [broken]);
  expect(all.find(({ name }) => name === broken)).toMatchObject({ ready: 'False' });
  const holders = [...world.handled()].filter(([, names]) => names.has(broken)).map(([name]) => name);
  expect(holders.every((name) => name === `${MAIN}-${all.find((each) => each.name === broken)?.shard}`)).toBe(true);
});
