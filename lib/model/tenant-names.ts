import { defaultPoolName } from '../vocabulary';

export function namespaceOf({ name, namespace }: { readonly name: string; readonly namespace?: string }): string {
  return namespace ?? name;
}

/** Several proxies need a load balancer, and a client certificate needs a place that the tenant cannot read. */
export function needsGateway(egress: {
  readonly proxies?: readonly unknown[];
  readonly clientCertificate?: boolean;
  readonly certificateSwitch?: boolean;
}): boolean {
  return (egress.proxies ?? []).length > 1 || egress.clientCertificate === true || egress.certificateSwitch === true;
}

export function poolNameOf(name: string, pool: { readonly name?: string } | undefined): string {
  return pool?.name ?? defaultPoolName(name);
}

/**
 * Name of the pool at the cloud, where a new name would mean a new pool: the oldest that is known. A pool that is named
 * after its tenant was named after the tenant's former name.
 */
export function cloudPoolNameOf(
  name: string,
  formerly: readonly (string | undefined)[] | undefined,
  pool: { readonly name?: string; readonly formerly?: readonly (string | undefined)[] } | undefined,
): string {
  return pool?.formerly?.[0] ?? poolNameOf(formerly?.[0] ?? name, pool);
}
