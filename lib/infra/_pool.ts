import type { Environment, Infrastructure, Tenant } from '../model/types';
import { NODE_POOL, tenantTaint } from '../vocabulary';
import type { ClusterBlocks } from './_cluster';
import { type Blocks, regionOf } from './expressions';
import { labelTag, taintTag } from './pool-tags';
import { resourceName } from './resource-names';

/** The tenant's own nodes. */
export function poolBlocks(
  environment: Environment,
  { poolLabels }: Infrastructure,
  { clusterId }: ClusterBlocks,
  tenant: Tenant,
  reserved: readonly string[],
): Blocks {
  const { name, madeAs = name, nodeType, size } = tenant.nodePool;
  const label = { key: NODE_POOL, value: name };
  const taint = tenantTaint(tenant.name);
  const marks =
    poolLabels === 'native'
      ? { labels: { [label.key]: label.value }, taints: [taint] }
      : { tags: [labelTag(label), taintTag(taint)] };
  return {
    scaleway_k8s_pool: {
      [resourceName(tenant.name)]: {
        cluster_id: clusterId,
        // Another name would be another pool; labels and taints may change.
        name: madeAs,
        region: regionOf(environment),
        zone: environment.cluster.zone,
        node_type: nodeType,
        size: size.min,
        min_size: size.min,
        max_size: size.max,
        autoscaling: size.min !== size.max,
        autohealing: true,
        wait_for_pool_ready: true,
        ...marks,
        // A node that joined first might be given a proxy's address.
        depends_on: reserved,
      },
    },
  };
}
