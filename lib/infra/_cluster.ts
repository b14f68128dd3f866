import { CREATED_CNI } from '../model/cni';
import type { Environment, Infrastructure } from '../model/types';
import { NODE_POOL, SYSTEM_POOL } from '../vocabulary';
import { type Blocks, expression, regionOf } from './expressions';

/** What is there, or is to be made, before any tenant. */
export interface ClusterBlocks {
  readonly resource: Blocks;
  readonly data: Blocks;
  /** Expressions of what the tenants' resources refer to. */
  readonly clusterId: string;
  readonly privateNetworkId: string;
}

export function clusterBlocks(
  environment: Environment,
  infrastructure: Infrastructure,
  reserved: readonly string[],
): ClusterBlocks {
  const { cluster, create } = infrastructure;
  return create ? made(environment, cluster, create, reserved) : found(environment, cluster);
}

function found(environment: Environment, cluster: string): ClusterBlocks {
  const isId = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(cluster);
  const region = regionOf(environment);
  return {
    resource: {},
    data: {
      scaleway_k8s_cluster: {
        cluster: {
          ...(isId ? { cluster_id: `${region}/${cluster}` } : { name: cluster, region }),
          ...runs(environment),
        },
      },
    },
    clusterId: expression('data.scaleway_k8s_cluster.cluster.id'),
    privateNetworkId: expression('data.scaleway_k8s_cluster.cluster.private_network_id'),
  };
}

/** Policies are rendered for a network plugin, so a cluster with another one is not what was meant. */
function runs({ name, cluster: { cni } }: Environment): object {
  if (cni === undefined) return {};
  const message = `cluster.cni of ${name} is ${cni}, but the cluster runs another network plugin; correct the setting.`;
  const postcondition = [{ condition: expression(`self.cni == "${cni}"`), error_message: message }];
  return { lifecycle: { postcondition } };
}

function made(
  environment: Environment,
  name: string,
  { version, nodeType }: NonNullable<Infrastructure['create']>,
  reserved: readonly string[],
): ClusterBlocks {
  const { cluster: network } = environment;
  const region = regionOf(environment);
  const clusterId = expression('scaleway_k8s_cluster.cluster.id');
  const privateNetworkId = expression('scaleway_vpc_private_network.network.id');
  const lifecycle = { prevent_destroy: true };
  return {
    resource: {
      scaleway_vpc_private_network: {
        network: { name: `${name}-network`, region, ipv4_subnet: { subnet: network.privateNetwork }, lifecycle },
      },
      scaleway_k8s_cluster: {
        cluster: {
          name,
          region,
          version,
          cni: network.cni ?? CREATED_CNI,
          private_network_id: privateNetworkId,
          pod_cidr: network.podCidr,
          service_cidr: network.serviceCidr,
          service_dns_ip: network.dns,
          admission_plugins: [...network.admissionPlugins],
          // What a cluster leaves behind can be looked at; what it takes along, volumes among it, is gone.
          delete_additional_resources: false,
          lifecycle,
        },
      },
      scaleway_k8s_pool: {
        // Nodes without a tenant, for the cluster's own pods, such as DNS.
        system_nodes: {
          cluster_id: clusterId,
          name: SYSTEM_POOL,
          region,
          zone: network.zone,
          node_type: nodeType,
          size: 1,
          autohealing: true,
          labels: { [NODE_POOL]: SYSTEM_POOL },
          // A node that joined first might be given a proxy's address.
          depends_on: reserved,
        },
      },
    },
    data: {},
    clusterId,
    privateNetworkId,
  };
}
