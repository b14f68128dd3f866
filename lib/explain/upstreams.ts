import type { Tenant } from '../model/types';
import type { Endpoint } from '../network-policy';
import { GATEWAY } from '../rules';
import { isAddress, type Target } from '../settings/target';
import { destinationOf } from './destinations';
import { directChange } from './direct-change';
import { gatewayWay, type Upstream } from './gateway';
import { policyHop } from './hops';
import { nameHop } from './names';
import { ownerOf } from './owners';
import type { Hop } from './types';
import type { World } from './world';

const CHANGE = 'name the proxy under egress.proxies of the tenant';

/** What stands between the pod and the proxies: nothing but policies, or the gateway. */
export function upstreamsOf(
  world: World,
  tenant: Tenant,
  from: Endpoint,
  spec: Readonly<Record<string, unknown>> | undefined,
  proxy: Target,
): { readonly upstreams: readonly Upstream[]; readonly before: readonly Hop[] } {
  const { gateway } = tenant;
  const [service, namespace] = proxy.host.split('.');
  const isOwnGateway = gateway !== undefined && service === GATEWAY && namespace === gateway.namespace;
  const upstream: Upstream = { name: proxy.host, address: proxy.host, port: proxy.port, certificate: false };
  if (isAddress(proxy.host)) return { upstreams: [upstream], before: [reach(world, tenant, [from], upstream)] };
  const destination = destinationOf(world, tenant, proxy);
  const name = nameHop(world, tenant, from, spec, proxy, destination);
  if (!isOwnGateway) {
    const { candidates: to } = destination;
    const change = directChange(world, tenant, proxy, destination);
    const policy = policyHop(world, { tenant, what: proxy.host, from: [from], to, protocol: 'TCP', change });
    return { upstreams: [upstream], before: [...(name ? [name] : []), policy] };
  }
  const { hops, upstreams, pods } = gatewayWay(world, tenant, gateway.namespace, from, proxy.port);
  const on = upstreams.map((upstream) => ({ ...reach(world, tenant, pods, upstream), at: upstream.name }));
  return { upstreams, before: [...(name ? [name] : []), ...hops, ...on] };
}

/** What network policies do with a connection to a proxy. */
export function reach(world: World, tenant: Tenant, from: readonly Endpoint[], { address, port }: Upstream): Hop {
  const owner = ownerOf(world, address);
  return policyHop(world, {
    tenant,
    what: owner ? `${owner.proxy.name} (${address})` : address,
    from,
    to: [{ endpoint: { address }, port }],
    protocol: 'TCP',
    change:
      owner && owner.tenant.name !== tenant.name ? 'nothing: another tenant’s proxy must never be reached' : CHANGE,
  });
}
