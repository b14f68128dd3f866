import { EgressError } from '../errors';
import { addressFault, contains } from '../settings/address';
import type { Claims, Network } from './networks';
import { nextAddress } from './next-address';
import type { ProxyPlace } from './types';

/**
 * Where the proxy of a new tenant can be: one address wherever the environments share their network, and the next free
 * one of each network that is another.
 *
 * @param networks of the environments, the most important first
 * @param given the address to use; it is not judged here. @default - the next free one of the first network
 * @throws EgressError 1 when a network has no address left
 */
export function placeProxy(networks: readonly Network[], claims: Claims, given?: string): ProxyPlace {
  const free = ({ range, environment }: Network): string => {
    const reserved = networks.filter((network) => network.range === range).flatMap((network) => network.reserved);
    const address = nextAddress(range, claims.proxies, [...claims.others, ...reserved]);
    if (address) return address;
    throw new EgressError(`no address of ${range}, the private network of ${environment}, is free`, 1);
  };
  const [first] = networks;
  if (!first) throw new EgressError('there is no environment to find an address for', 1);
  const address = given ?? free(first);
  const isIn = ({ range }: Network) => addressFault(address) === undefined && contains(range, address);
  // What is in no network is a mistake, for the settings' own judgement to name.
  const others = networks.some(isIn) ? networks.filter((network) => !isIn(network)) : [];
  return { address, elsewhere: Object.fromEntries(others.map((network) => [network.environment, free(network)])) };
}
