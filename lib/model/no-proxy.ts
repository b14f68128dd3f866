import ipaddr from 'ipaddr.js';
import { contains, formatAddress, parseRange } from '../settings/address';
import { METADATA_ADDRESSES } from '../vocabulary';
import type { Cluster, PrivateRange } from './types';

/** The names inside any cluster. Both forms of the domain, because clients disagree about the trailing dot. */
const CLUSTER_NO_PROXY: readonly string[] = [
  'localhost',
  '127.0.0.1',
  '::1',
  '.svc',
  '.svc.cluster.local',
  '.cluster.local',
  '.cluster.local.',
  'kubernetes.default',
  'kubernetes.default.svc',
];

/** The ranges of a cluster. */
export type ClusterRanges = Pick<Cluster, 'privateNetwork' | 'podCidr' | 'serviceCidr'>;

/** Ranges of at most so many addresses are listed by address as well, for clients that know no ranges. */
const SMALL_RANGE = 16;

/**
 * What a tenant's pods reach without the proxy: the names inside the cluster, the cluster's ranges if they are known,
 * the private ranges that the tenant reaches directly with their hosts, and the names of its Services.
 */
export function noProxyOf(
  cluster: ClusterRanges | undefined,
  direct: readonly Pick<PrivateRange, 'cidr' | 'hosts'>[],
  services: readonly string[],
): readonly string[] {
  const ranges = cluster ? [cluster.privateNetwork, cluster.podCidr, cluster.serviceCidr] : [];
  const own = direct.map(({ cidr }) => cidr).filter((cidr) => !ranges.some((range) => contains(range, cidr)));
  const addresses = direct.flatMap(({ cidr }) => addressesOf(cidr));
  const hosts = direct.flatMap((range) => range.hosts ?? []);
  const all = [...(cluster ? ofCluster(cluster) : CLUSTER_NO_PROXY), ...own, ...addresses, ...hosts, ...services];
  return [...new Set(all)];
}

function addressesOf(cidr: string): string[] {
  const { first, last } = parseRange(cidr);
  const count = last - first + 1;
  return count > SMALL_RANGE ? [] : Array.from({ length: count }, (_, index) => formatAddress(first + index));
}

/** The API server's address is listed by itself, since old clients compare addresses only and know no ranges. */
function ofCluster(cluster: ClusterRanges): readonly string[] {
  const apiServer = ipaddr.IPv4.networkAddressFromCIDR(cluster.serviceCidr).toByteArray();
  apiServer[3] = (apiServer[3] ?? 0) + 1;
  return [
    ...CLUSTER_NO_PROXY,
    apiServer.join('.'),
    cluster.serviceCidr,
    cluster.podCidr,
    cluster.privateNetwork,
    ...METADATA_ADDRESSES,
  ];
}

/** The same for `http.nonProxyHosts`, which knows `*` at either end and no ranges: `127.*|localhost|*.svc`. */
export function javaNonProxyHosts(noProxy: readonly string[]): string {
  const hosts = noProxy.flatMap((entry) => {
    if (entry.includes('/')) return rangePatterns(entry);
    return entry.startsWith('.') ? [`*${entry}`] : [entry];
  });
  return [...new Set(['127.*', ...hosts])].join('|');
}

/** A range as address prefixes on octet boundaries: 172.16.28.0/22 is 172.16.28.* to 172.16.31.*. */
function rangePatterns(cidr: string): string[] {
  const bits = Number(cidr.split('/')[1]);
  const octets = Math.max(1, Math.ceil(bits / 8));
  const network = ipaddr.IPv4.networkAddressFromCIDR(cidr).toByteArray();
  const fixed = network.slice(0, octets - 1);
  const first = network[octets - 1] ?? 0;
  const count = 2 ** (octets * 8 - bits);
  return Array.from({ length: count }, (_, i) => [...fixed, first + i].join('.') + (octets < 4 ? '.*' : ''));
}
