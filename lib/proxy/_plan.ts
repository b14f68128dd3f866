import type { Environment, Tenant } from '../model/types';
import { contains } from '../settings/address';

/** One proxy of a tenant. */
export type TenantProxy = Tenant['egress']['proxies'][number];

/** One proxy, and whose and where it is. */
export interface ProxyPlan {
  readonly environment: Environment;
  readonly tenant: Tenant;
  readonly proxy: TenantProxy;
}

/** Port of the listener on loopback, which the exporter reads. */
export const LOOPBACK_PORT = 3128;

/** For example `squid-a.client-a.development`. Differs from that of every other proxy, as Squid needs it to see loops. */
export function hostName({ environment, tenant, proxy }: ProxyPlan): string {
  return `${proxy.name}.${tenant.name}.${environment.name}`;
}

/** Addresses and ranges that may use the proxy: the tenant's nodes, or the private network while they are not known. */
export function sourcesOf({ environment, tenant }: ProxyPlan): readonly string[] {
  return withoutCovered(tenant.nodePool.sources ?? [environment.cluster.privateNetwork]);
}

/** Squid warns of a range within another one, and nftables refuses it. */
export function withoutCovered(ranges: readonly string[]): readonly string[] {
  return ranges.filter((range, index) =>
    ranges.every((other, at) => at === index || !contains(other, range) || (contains(range, other) && index < at)),
  );
}
