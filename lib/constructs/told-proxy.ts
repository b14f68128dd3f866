import { GATEWAY, gatewayHost } from './_gateway-name';
import type { ProxyEndpoint } from './namespace/tenant-network-policies';

export interface ToldProxyProps {
  readonly egress: { readonly proxies: readonly ProxyEndpoint[] };
  /** @default - none: pods speak to the proxy itself */
  readonly gateway?: { readonly namespace: string };
}

/** The proxy that a tenant's pods are told of: its gateway, if it has one. Throws when there is none. */
export function toldProxy({ egress, gateway }: ToldProxyProps): ProxyEndpoint {
  if (gateway) return { address: gatewayHost(gateway.namespace), port: GATEWAY.port };
  const [proxy] = egress.proxies;
  if (!proxy) throw new Error('a tenant has at least one proxy');
  return proxy;
}
