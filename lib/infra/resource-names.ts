/** Types of the resources that each tenant has one of in each zone of its proxies. */
export const ZONE_TYPES = ['scaleway_instance_security_group', 'scaleway_instance_placement_group'] as const;

/** Types of the resources that each tenant has one of. */
const TENANT_TYPES = [...ZONE_TYPES, 'scaleway_k8s_pool'] as const;

/** Types of the resources that each proxy has one of. */
export const PROXY_TYPES = [
  'scaleway_instance_ip',
  'scaleway_ipam_ip',
  'scaleway_instance_server',
  'scaleway_instance_private_nic',
] as const;

/**
 * Name of the resources of a tenant, or of one of its proxies or zones: `client-a`, `client-a_squid-a`, `client-a_fr-par-2`. DNS labels hold no underscore, so that
 * no two names are the same; one in front makes a valid name of a label that begins with a digit.
 */
export function resourceName(tenant: string, proxy?: string): string {
  const name = proxy === undefined ? tenant : `${tenant}_${proxy}`;
  return /^\d/.test(name) ? `_${name}` : name;
}

/** The tenant in a {@link resourceName}. Undefined: the resource belongs to the cluster, or synth does not render it. */
export function tenantOfResource(type: string, name: string): string | undefined {
  const [tenant, ...proxy] = name.replace(/^_/, '').split('_');
  const types: readonly string[] = proxy.length === 0 ? TENANT_TYPES : [...PROXY_TYPES, ...ZONE_TYPES];
  return types.includes(type) ? tenant : undefined;
}
