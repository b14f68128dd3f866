import { shardLabels, shardOf } from '../../lib/model/shards';
import { shardNames } from '../../lib/vocabulary';
import fc from '../support/fast-check';
import { runs } from '../support/nightly';

const MOST = 16;
const name = fc.stringMatching(/^[a-z][a-z0-9-]{0,20}[a-z0-9]$/);
const names = (count: number) => Array.from({ length: count }, (_, index) => `tenant-${index}`);

/** Number of tenants of each shard. */
function sizes(tenants: readonly string[], shards: number): number[] {
  const found = tenants.map((tenant) => shardOf(tenant, shards));
  return shardNames(shards).map((shard) => found.filter((each) => each === shard).length);
}

test('with one shard more, a tenant stays where it is or moves to the new shard', () => {
  fc.assert(
    fc.property(name, fc.integer({ min: 1, max: MOST - 1 }), (tenant, shards) => {
      const before = shardOf(tenant, shards);
      expect([before, `shard${shards + 1}`]).toContain(shardOf(tenant, shards + 1));
      expect(shardNames(shards)).toContain(before);
    }),
    { numRuns: runs(200) },
  );
});

test.each([1, 2, 3, 7, 15])('with one more than %i shards, one share of 2,000 tenants moves', (shards) => {
  const moved = names(2000).filter((tenant) => shardOf(tenant, shards) !== shardOf(tenant, shards + 1));
  const share = 2000 / (shards + 1);
  expect(moved.length).toBeGreaterThan(share * 0.75);
  expect(moved.length).toBeLessThan(share * 1.25);
});

test.each([2, 4, 8, 16])('of 2,000 tenants, each of %i shards has its part', (shards) => {
  const all = sizes(names(2000), shards);
  expect(Math.max(...all)).toBeLessThan((2000 / shards) * 1.35);
  expect(Math.min(...all)).toBeGreaterThan((2000 / shards) * 0.65);
});

test('the shard of a name never changes from one version to the next', () => {
  expect(['client-a', 'client-b', 'client-c', 'shop'].map((tenant) => shardOf(tenant, 4))).toEqual([
    'shard1',
    'shard1',
    'shard4',
    'shard4',
  ]);
  expect(shardLabels('client-a', undefined)).toBeUndefined();
  expect(shardLabels('client-a', 1)).toEqual({ 'sharding.fluxcd.io/key': 'shard1' });
});
