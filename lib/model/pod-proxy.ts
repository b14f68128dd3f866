import { GATEWAY, gatewayHost } from '../vocabulary';

/** Where a proxy, or a gateway, takes connections. */
export interface PodProxy {
  /** An IPv4 address, or a host name inside the cluster. */
  readonly address: string;
  readonly port: number;
}

interface PodProxyProps {
  readonly egress: { readonly proxies: readonly PodProxy[] };
  /** @default - none: pods connect to the proxy itself */
  readonly gateway?: { readonly namespace: string };
}

/**
 * The proxy that a tenant's pods use: the tenant's gateway, if it has one, or its first proxy.
 *
 * @throws Error without a gateway and without proxies
 */
export function podProxyOf({ egress, gateway }: PodProxyProps): PodProxy {
  if (gateway) return { address: gatewayHost(gateway.namespace), port: GATEWAY.port };
  const [proxy] = egress.proxies;
  if (!proxy) throw new Error('a tenant has at least one proxy');
  return { address: proxy.address, port: proxy.port };
}
