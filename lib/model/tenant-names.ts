import { defaultPoolName } from '../vocabulary';

export function namespaceOf({ name, namespace }: { readonly name: string; readonly namespace?: string }): string {
  return namespace ?? name;
}

interface Certificates {
  readonly clientCertificate?: boolean;
  readonly certificateSwitch?: boolean;
}

/** Whether a tenant's gateway has a certificate: for all of its proxies, or, during the switch, for those that ask for one. */
export function hasCertificate({ clientCertificate = false, certificateSwitch = false }: Certificates): boolean {
  return clientCertificate || certificateSwitch;
}

interface GatewayReasons extends Certificates {
  readonly proxies?: readonly unknown[];
  readonly tcp?: readonly unknown[];
}

/**
 * Several proxies need a load balancer, a client certificate needs a place that the tenant cannot read, and TCP that is not
 * HTTP needs a program that asks the proxy for a tunnel.
 */
export function needsGateway({ tcp = [], ...egress }: GatewayReasons): boolean {
  return tcp.length > 0 || needsGatewayForHttp(egress);
}

/** Whether a tenant would have a gateway without `egress.tcp`, too. */
export function needsGatewayForHttp({ proxies = [], ...certificates }: Omit<GatewayReasons, 'tcp'>): boolean {
  return proxies.length > 1 || hasCertificate(certificates);
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
