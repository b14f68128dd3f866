import { DOCUMENTATION_RANGES, PRIVATE_RANGES, SPECIAL_V4 } from '../vocabulary';
import { contains, parseAddress, parseRange, type Range } from './address';

// Parsed once: allow:learn asks for each line of a log.
const SPECIAL = SPECIAL_V4.map(({ range, use }) => ({ ...parseRange(range), use }));
const DOCUMENTATION = DOCUMENTATION_RANGES.map(parseRange);

/** The range that makes an address not public, for example `10.0.0.0/8: private`. Undefined: the address is public. */
export function notPublic(address: string): string | undefined {
  const value = parseAddress(address);
  const special = SPECIAL.find((range) => holds(range, value));
  return special && `${special.text}: ${special.use}`;
}

/** Ranges that RFC 5737 reserves for documentation; they are not routable. */
export function isDocumentation(address: string): boolean {
  const value = parseAddress(address);
  return DOCUMENTATION.some((range) => holds(range, value));
}

function holds({ first, last }: Range, address: number): boolean {
  return first <= address && address <= last;
}

export function isPrivateRange(range: string): boolean {
  return PRIVATE_RANGES.some((outer) => contains(outer, range));
}
