import { DOCUMENTATION_RANGES, PRIVATE_RANGES, SPECIAL_V4, type SpecialRange } from '../vocabulary';
import { contains } from './address';

/** What an address is instead of public, for example `private (10.0.0.0/8)`; undefined: it is public. */
export function notPublic(address: string): string | undefined {
  return describeRange(SPECIAL_V4.find(({ range }) => contains(range, address)));
}

/** Ranges that RFC 5737 keeps for examples: nobody answers there. */
export function isDocumentation(address: string): boolean {
  return DOCUMENTATION_RANGES.some((range) => contains(range, address));
}

export function isPrivateRange(range: string): boolean {
  return PRIVATE_RANGES.some((outer) => contains(outer, range));
}

function describeRange(special: SpecialRange | undefined): string | undefined {
  return special && `${special.use} (${special.range})`;
}
