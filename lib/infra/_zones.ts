import type { Environment, Tenant } from '../model/types';
import { resourceName } from './resource-names';

/** A zone with proxies of a tenant: security groups and placement groups are of one zone each. */
export interface ProxyZone {
  readonly zone: string;
  /** Name of its resources: the tenant's in the zone of the environment, with the zone's in others. */
  readonly name: string;
  /** Of names at the cloud. Empty in the zone of the environment. */
  readonly suffix: string;
  /** Whether several proxies are in it. */
  readonly isPair: boolean;
}

export function zonesOf({ cluster }: Environment, tenant: Pick<Tenant, 'name' | 'egress'>): ProxyZone[] {
  const all = tenant.egress.proxies.map(({ zone }) => zone ?? cluster.zone);
  return [...new Set(all)].map((zone) => ({
    zone,
    ...namesIn(zone, cluster.zone, tenant.name),
    isPair: all.filter((each) => each === zone).length > 1,
  }));
}

/** @param usual the zone of the environment */
export function namesIn(zone: string, usual: string, tenant: string): Pick<ProxyZone, 'name' | 'suffix'> {
  return zone === usual
    ? { name: resourceName(tenant), suffix: '' }
    : { name: resourceName(tenant, zone), suffix: `-${zone}` };
}
