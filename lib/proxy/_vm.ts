import { createHash } from 'node:crypto';
import { join } from 'node:path';
import { assetsIn } from '../assets';
import type { Environment, Tenant } from '../model/types';
import { contains } from '../settings/address';

/** The VM of one proxy: what all of its files are rendered from. */
export interface ProxyVm {
  readonly environment: Environment;
  readonly tenant: Tenant;
  readonly proxy: Tenant['egress']['proxies'][number];
}

/** Fills in a file of `assets/`. */
export const asset = assetsIn(join(__dirname, 'assets'));

/**
 * The user that Debian and Ubuntu give to Squid, by number: the same on every machine. Of what the packages install, only
 * Squid runs as it; the exporter's unit is given another user.
 */
export const SQUID_USER = 13;

/** For example `squid-a.client-a.development`. Only the tenant sees it, on error pages. */
export function hostName({ environment, tenant, proxy }: ProxyVm): string {
  return `${proxy.name}.${tenant.name}.${environment.name}`;
}

/**
 * What partners see in the Via header. Squid recognizes its own requests by it, so no two proxies share one; it holds the
 * private address as well, so that a partner cannot confirm a guess of the names.
 */
export function viaName(vm: ProxyVm): string {
  const { address, port } = vm.proxy;
  const text = `${hostName(vm)} ${address}:${port}`;
  return `proxy-${createHash('sha256').update(text).digest('hex').slice(0, 12)}`;
}

/** Public addresses of the tenant's own proxies, as far as they are known. */
export function publicAddressesOf({ tenant }: ProxyVm): readonly string[] {
  return tenant.egress.proxies.flatMap(({ publicAddress }) => publicAddress ?? []);
}

/** Addresses and ranges that may use the proxy: the tenant's nodes, or the private network while they are not known. */
export function sourcesOf({ environment, tenant }: ProxyVm): readonly string[] {
  return withoutCovered(tenant.nodePool.sources ?? [environment.cluster.privateNetwork]);
}

/** Squid warns of a range within another one, and nftables refuses it. */
export function withoutCovered(ranges: readonly string[]): readonly string[] {
  return ranges.filter((range, index) =>
    ranges.every((other, at) => !contains(other, range) || (contains(range, other) && index <= at)),
  );
}
