import { type AddressRange, formatAddress } from '../../../lint/addresses';
import type { Config } from '../../config';
import { locals, passing, publicRequests } from '../../decide/probes';

/** The first and the last address of a range. */
export function edges({ first, last }: AddressRange): readonly string[] {
  return first === last ? [formatAddress(first)] : [formatAddress(first), formatAddress(last)];
}

/** Those of some addresses that reach a public host, and whether that is certain. */
export function reaching(config: Config, addresses: readonly string[]): ReadonlyMap<string, 'certain' | 'possible'> {
  const who = locals(config).flatMap((local) => addresses.map((src) => ({ src, local })));
  return passing(config, who, publicRequests(config));
}
