import { isMap } from '../data';

/** Blocks of a main.tf.json by their addresses. */
export type TerraformBlocks = ReadonlyMap<string, unknown>;

interface Kind {
  /** What it is, as the subject of a sentence about its end. */
  readonly removed: string;
  readonly replaced: string;
  /** Arguments that cannot change in place, by name: how two values of it compare, and what to do instead. */
  readonly fixed: Readonly<Record<string, Fixed>>;
}

interface Fixed {
  /** Values that the provider takes for one and the same become equal by it. */
  readonly fold?: (value: string) => string;
  /** What happens instead of a replacement. */
  readonly instead?: string;
  readonly advice?: (before: string) => string;
}

const RENAMED = 'after a rename, set `formerly`';
const RETIRED = 'to keep it, set `retired` in the environment';
const PLAIN: Fixed = {};

/** What partners, tenants and data depend on. By the schema of Scaleway's provider. */
const KINDS: Readonly<Record<string, Kind>> = {
  scaleway_instance_ip: {
    removed: `Terraform releases this public address, which partners have allowed, for good: ${RENAMED}; ${RETIRED}`,
    replaced: 'Terraform needs another public address, and partners have allowed this one',
    fixed: {
      type: PLAIN,
      zone: { advice: () => 'a Flexible IP cannot move to another zone; add a proxy there instead' },
    },
  },
  scaleway_ipam_ip: {
    removed: `Terraform frees this private address, which another machine may then get: ${RENAMED}`,
    replaced: 'Terraform frees the old private address',
    fixed: { address: PLAIN, region: PLAIN },
  },
  scaleway_instance_server: {
    removed: `Terraform deletes this VM, and pods that use it lose their way out: ${RENAMED}`,
    replaced: 'Terraform deletes this VM and creates another one',
    fixed: {
      zone: PLAIN,
      image: PLAIN,
      type: {
        fold: (value) => value.toLowerCase(),
        instead: 'Terraform stops this VM to move it, and pods that use it lose their way out meanwhile',
      },
    },
  },
  scaleway_k8s_pool: {
    removed: `Terraform deletes this pool with its nodes and all that runs on them: ${RENAMED}`,
    replaced: 'Terraform deletes this pool with its nodes and creates another one',
    fixed: {
      name: { advice: (before) => `to keep it, set nodePool.formerly: [${before}]` },
      node_type: { fold: (value) => value.toLowerCase().replace(/[-_]/g, '') },
      zone: PLAIN,
      region: PLAIN,
      cluster_id: PLAIN,
    },
  },
  scaleway_k8s_cluster: {
    removed: 'Terraform deletes this cluster with everything in it',
    replaced: 'Terraform deletes this cluster with everything in it and creates another one',
    fixed: { region: PLAIN, cni: PLAIN, pod_cidr: PLAIN, service_cidr: PLAIN, service_dns_ip: PLAIN },
  },
  scaleway_vpc_private_network: {
    removed: 'Terraform deletes this private network, which nodes and proxies share',
    replaced: 'Terraform deletes this private network and creates another one',
    fixed: { region: PLAIN, ipv4_subnet: PLAIN },
  },
};

const CLUSTER = 'data.scaleway_k8s_cluster.cluster';

/** What is lost with a block that is no longer rendered. */
export function removalLosses(address: string): string[] {
  const kind = kindOf(address);
  return kind ? [kind.removed] : [];
}

/** What is lost where a block changes in what cannot change in place. */
export function changeLosses(address: string, before: unknown, after: unknown): string[] {
  const kind = kindOf(address);
  if (!kind || !isMap(before) || !isMap(after)) return [];
  return Object.entries(kind.fixed).flatMap(([name, { fold = same, instead, advice }]) => {
    const [old, now] = [textOf(before[name]), textOf(after[name])];
    if (fold(old) === fold(now)) return [];
    const way = advice ? `; ${advice(old)}` : '';
    return [`${name} changes from ${old} to ${now}: ${instead ?? kind.replaced}${way}`];
  });
}

/** Pools belong to a cluster that is looked up: another one means other pools. */
export function clusterLosses(address: string, before: TerraformBlocks, after: TerraformBlocks): string[] {
  if (!address.startsWith('scaleway_k8s_pool.')) return [];
  const [old, now] = [before.get(CLUSTER), after.get(CLUSTER)];
  if (!isMap(old) || !isMap(now)) return [];
  const [one, other] = [old, now].map((cluster) => textOf(cluster.cluster_id ?? cluster.name));
  return one === other
    ? []
    : [`the cluster changes from ${one} to ${other}: ${KINDS.scaleway_k8s_pool?.replaced}, there`];
}

function kindOf(address: string): Kind | undefined {
  const [type = ''] = address.split('.');
  return Object.hasOwn(KINDS, type) ? KINDS[type] : undefined;
}

function same(value: string): string {
  return value;
}

function textOf(value: unknown): string {
  return typeof value === 'string' ? value : (JSON.stringify(value) ?? 'nothing');
}
