import { DOCUMENTATION_RANGES, PRIVATE_RANGES, SPECIAL_V4 } from '../vocabulary';
import { contains } from './address';

/** The range that makes an address not public, for example `10.0.0.0/8: private`. Undefined: the address is public. */
export function notPublic(address: string): string | undefined {
  const special = SPECIAL_V4.find(({ range }) => contains(range, address));
  return special && `${special.range}: ${special.use}`;
}

/** Ranges that RFC 5737 reserves for documentation; they are not routable. */
export function isDocumentation(address: string): boolean {
  return DOCUMENTATION_RANGES.some((range) => contains(range, address));
}

export function isPrivateRange(range: string): boolean {
  return PRIVATE_RANGES.some((outer) => contains(outer, range));
}
