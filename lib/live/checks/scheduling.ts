import { list as asList, map as asMap } from '../../data';
import type { Tenant } from '../../model/types';
import { NODE_POOL, tenantTaint } from '../../vocabulary';
import type { LiveObject } from '../live-object';
import { podsOf } from '../pods';
import { list } from '../rights';
import type { Check, Result, World } from '../types';

export const check: Check = {
  title: 'pods are on nodes of their tenant, and these are tainted',
  rights: list('', 'nodes', 'pods'),
  async run(world) {
    const nodes = await world.cluster.list('nodes');
    const results = await Promise.all(world.tenants.map((tenant) => placesOf(world, tenant, nodes)));
    return results.flat();
  },
};

async function placesOf(world: World, tenant: Tenant, nodes: readonly LiveObject[]): Promise<Result[]> {
  const pool = tenant.nodePool.name;
  const own = nodes.filter(({ metadata }) => metadata.labels?.[NODE_POOL] === pool);
  const pods = await podsOf(world, tenant);
  const about = { tenant: tenant.name };
  const misplaced = pods.flatMap(({ name, namespace, node }): Result[] => {
    if (node === undefined || own.some(({ metadata }) => metadata.name === node)) return [];
    const there = nodes.find(({ metadata }) => metadata.name === node)?.metadata.labels?.[NODE_POOL];
    return [
      {
        ...about,
        object: `Pod ${namespace}/${name}`,
        message: `is on ${node}, ${there === undefined ? `which has no label ${NODE_POOL}` : `a node of ${there}`} (expected a node of ${pool})`,
        found: { id: 'live-pod-misplaced' },
      },
    ];
  });
  const placed = pods.filter(({ node }) => node !== undefined).length;
  const summary: Result[] =
    misplaced.length > 0
      ? []
      : [{ ...about, object: `Namespace ${tenant.namespace}`, message: `${placed} pods are on nodes of ${pool}` }];
  return [...misplaced, ...summary, ...nodeResults(tenant, own)];
}

function nodeResults(tenant: Tenant, own: readonly LiveObject[]): Result[] {
  const pool = tenant.nodePool.name;
  const about = { tenant: tenant.name, found: { id: 'live-node-wrong' } } as const;
  if (own.length === 0)
    return [{ ...about, object: `pool ${pool}`, message: `no node has the label ${NODE_POOL}=${pool}` }];
  const taint = tenantTaint(tenant.name);
  return own.flatMap(({ metadata, spec }): Result[] => {
    const isTainted = asList(asMap(spec).taints).some((one) => {
      const { key, value, effect } = asMap(one);
      return key === taint.key && value === taint.value && effect === taint.effect;
    });
    if (isTainted) return [];
    const message = `has no taint ${taint.key}=${taint.value}:${taint.effect}, so pods of others may run there`;
    return [{ ...about, object: `Node ${metadata.name}`, message }];
  });
}
