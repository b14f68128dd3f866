import type { Cluster } from './types';

/** Whether the cluster's network plugin is known to be Cilium, to which nodes are not addresses. */
export function isCilium({ cni }: Partial<Pick<Cluster, 'cni'>>): boolean {
  return cni === 'cilium' || cni === 'cilium_native';
}
