import { createHash } from 'node:crypto';
import { SHARD_KEY, shardName } from '../vocabulary';

/**
 * The shard of a tenant, by its name alone: the one of the highest hash. With one shard more, tenants move to the new shard
 * and between no others.
 *
 * @param shards number of shards
 */
export function shardOf(tenant: string, shards: number): string {
  let best = { shard: '', weight: -1 };
  for (let index = 1; index <= shards; index += 1) {
    const shard = shardName(index);
    const weight = createHash('sha256').update(`${shard}/${tenant}`).digest().readUIntBE(0, 6);
    if (weight > best.weight) best = { shard, weight };
  }
  return best.shard;
}

/** The labels of a tenant's Flux objects that controllers of shards reconcile; undefined: there are no shards. */
export function shardLabels(tenant: string, shards: number | undefined): Readonly<Record<string, string>> | undefined {
  return shards === undefined ? undefined : { [SHARD_KEY]: shardOf(tenant, shards) };
}
