import type { Partly } from './draft';
import type { Cluster, Environment } from './types';

/** Terraform creates clusters with Kapsule's own default, unless the settings name another. */
export const CREATED_CNI = 'cilium';

/** The cluster's network plugin. Undefined: not known. */
export function cniOf({ cluster, infrastructure }: Partly<Pick<Environment, 'cluster' | 'infrastructure'>>) {
  return cluster?.cni ?? (infrastructure?.create ? CREATED_CNI : undefined);
}

/** Whether the cluster's network plugin is known to be Cilium, to which nodes are not addresses. */
export function isCilium({ cni }: Partial<Pick<Cluster, 'cni'>>): boolean {
  return cni === 'cilium' || cni === 'cilium_native';
}
