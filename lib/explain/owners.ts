import { addressBits } from '../lint/addresses';
import type { Tenant } from '../model/types';
import { perWorld, type World } from './world';

/** A proxy, and the tenant that it serves. */
export interface Owner {
  readonly tenant: Tenant;
  readonly proxy: Tenant['egress']['proxies'][number];
}

export function ownerOf(world: World, address: string): Owner | undefined {
  return owners(world).get(addressBits(address) ?? 0n);
}

const owners = perWorld(({ context }) => {
  const found = new Map<bigint, Owner>();
  for (const tenant of context.promised) {
    for (const proxy of tenant.egress.proxies) {
      const bits = addressBits(proxy.address);
      if (bits !== undefined && !found.has(bits)) found.set(bits, { tenant, proxy });
    }
  }
  return found;
});
