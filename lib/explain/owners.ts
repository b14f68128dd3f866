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

/** The proxy that partners see at an address. */
export function publicOwnerOf(world: World, address: string): Owner | undefined {
  return publicOwners(world).get(addressBits(address) ?? 0n);
}

const publicOwners = perWorld(({ context }) => ownersBy(context.promised, ({ publicAddress }) => publicAddress));

const owners = perWorld(({ context }) => ownersBy(context.promised, ({ address }) => address));

function ownersBy(
  tenants: readonly Tenant[],
  addressOf: (proxy: Owner['proxy']) => string | undefined,
): ReadonlyMap<bigint, Owner> {
  const found = new Map<bigint, Owner>();
  for (const tenant of tenants) {
    for (const proxy of tenant.egress.proxies) {
      const bits = addressBits(addressOf(proxy) ?? '');
      if (bits !== undefined && !found.has(bits)) found.set(bits, { tenant, proxy });
    }
  }
  return found;
}
