import type { Tenant } from '../../model/types';
import type { Equipped, EquippedModel, OneProxy, Page } from '../runbook';

/** The VM of a proxy, with its tenant. */
export interface VmOf {
  readonly tenant: Tenant;
  readonly proxy: OneProxy;
}

export function allVms({ tenants }: EquippedModel): readonly VmOf[] {
  return tenants.flatMap((tenant) => tenant.egress.proxies.map((proxy) => ({ tenant, proxy })));
}

export function zoneOf({ cluster }: Equipped, proxy: OneProxy): string {
  return proxy.zone ?? cluster.zone;
}

/** `squid-a (172.16.28.8, public 203.0.113.10)` */
export function describe({ name, address, publicAddress }: OneProxy): string {
  return `${name} (${address}${publicAddress ? `, public ${publicAddress}` : ''})`;
}

/** Pages of which each proxy has one. */
export function perProxy(
  model: EquippedModel,
  write: (vm: VmOf) => Omit<Page, 'tenant' | 'proxy'> | undefined,
): Page[] {
  return allVms(model).flatMap((vm): Page[] => {
    const page = write(vm);
    return page ? [{ ...page, tenant: vm.tenant, proxy: vm.proxy.name }] : [];
  });
}

/** Pages of which each tenant has one. */
export function perTenant(
  { tenants }: EquippedModel,
  write: (tenant: Tenant) => Omit<Page, 'tenant'> | undefined,
): Page[] {
  return tenants.flatMap((tenant): Page[] => {
    const page = write(tenant);
    return page ? [{ ...page, tenant }] : [];
  });
}

/** The other proxies of a tenant, in words. */
export function othersOf({ egress }: Tenant, lost: readonly OneProxy[]): string {
  return egress.proxies
    .filter((proxy) => !lost.includes(proxy))
    .map(describe)
    .join(', ');
}
