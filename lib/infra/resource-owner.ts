/** Whose a resource of main.tf.json is, by the name that `resourceName` gave it; undefined: the cluster's. */
export function resourceOwner(type: string, name: string): string | undefined {
  const labels = name.replace(/^_/, '').split('_');
  // Of the pools, a tenant's is named after it alone; `system_nodes` are nobody's.
  if (type === 'scaleway_k8s_pool') return labels.length === 1 ? labels[0] : undefined;
  return /^scaleway_(instance_|ipam_)/.test(type) ? labels[0] : undefined;
}
