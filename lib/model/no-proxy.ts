import ipaddr from 'ipaddr.js';
import { INSTANCE_METADATA, PRIVATE_RESOLVER } from './special-ranges';
import type { Cluster } from './types';

/** The names inside any cluster. Both forms of the domain, because clients disagree about the trailing dot. */
export const CLUSTER_NO_PROXY: readonly string[] = [
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

/** Instance metadata, of Scaleway and of most other clouds: never through the proxy, and closed by policy. */
const METADATA = [INSTANCE_METADATA, PRIVATE_RESOLVER];

/**
 * What pods of a cluster reach without the proxy: the cluster's own names and ranges, the private network, and the
 * API server's address by itself, since old clients compare addresses only and know no ranges.
 */
export function noProxyOf(cluster: Pick<Cluster, 'privateNetwork' | 'podCidr' | 'serviceCidr'>): readonly string[] {
  const apiServer = ipaddr.IPv4.networkAddressFromCIDR(cluster.serviceCidr).toByteArray();
  apiServer[3] = (apiServer[3] ?? 0) + 1;
  return [
    ...CLUSTER_NO_PROXY,
    apiServer.join('.'),
    cluster.serviceCidr,
    cluster.podCidr,
    cluster.privateNetwork,
    ...METADATA,
  ];
}

/** The same list for `http.nonProxyHosts`, which knows `*` at either end and no ranges. */
export function javaNonProxyHosts(noProxy: readonly string[]): string[] {
  const hosts = noProxy.flatMap((entry) => {
    if (entry.includes('/')) return rangePatterns(entry);
    return entry.startsWith('.') ? [`*${entry}`] : [entry];
  });
  return [...new Set(['127.*', ...hosts])];
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
