import { SPECIAL_V4, SPECIAL_V6, type SpecialRange } from '../vocabulary';

/** Where no tenant's request goes, whatever name it has, with a comment for Squid's configuration. */
export interface RefusedRange {
  readonly range: string;
  readonly what: string;
}

/** Written out, because Squid 5.7 does not know `to_linklocal`, and no predefined list has the private ranges. */
export const REFUSED_V4: readonly RefusedRange[] = SPECIAL_V4.map(refused);

export const REFUSED_V6: readonly RefusedRange[] = SPECIAL_V6.map(refused);

function refused({ range, use, and }: SpecialRange): RefusedRange {
  return { range, what: and === undefined ? use : `${use}, and ${and}` };
}
