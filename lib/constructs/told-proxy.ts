import type { ProxyEndpoint } from './tenant-network-policies';

/** The proxy that a tenant's pods are told of. Throws when there is none. */
export function toldProxy(egress: { readonly proxies: readonly ProxyEndpoint[] }): ProxyEndpoint {
  const [proxy] = egress.proxies;
  if (!proxy) throw new Error('a tenant has at least one proxy');
  return proxy;
}
