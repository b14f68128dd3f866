import type { AddressRange } from '../../lint/addresses';
import type { SquidVersion } from '../config';
import { readAddressValue } from './addresses';

/** What an ACL of addresses holds, as Squid keeps it. */
interface AddressSet {
  /** In order, without overlaps. */
  readonly ranges: readonly AddressRange[];
  /** False: some values are names, so that what they stand for is not known. */
  readonly complete: boolean;
  holds(bits: bigint): boolean;
}

/**
 * Reads the values of an ACL. Squid 5 and 6 keep them in a tree of ranges that do not overlap: of two that do, the
 * earlier one stays and the later one is lost. Squid 7 merges them.
 */
export function addressSet(values: readonly string[], version: SquidVersion): AddressSet {
  let complete = true;
  const ranges: AddressRange[] = [];
  for (const value of values) {
    const read = readAddressValue(value);
    if (typeof read !== 'string') for (const range of read) ranges.push(range);
    else if (read === 'name') complete = false;
  }
  const kept = resolve(ranges, version);
  const firsts = kept.map(({ first }) => first);
  return {
    ranges: kept,
    complete,
    holds: (bits) => {
      const index = indexAtOrBelow(firsts, bits);
      return index >= 0 && bits <= (kept[index] as AddressRange).last;
    },
  };
}

type Placed = AddressRange & { readonly order: number };

function resolve(ranges: readonly AddressRange[], version: SquidVersion): readonly AddressRange[] {
  const sorted = ranges.map(({ first, last }, order): Placed => ({ first, last, order })).sort(byFirst);
  const result: AddressRange[] = [];
  for (let index = 0; index < sorted.length; ) {
    const cluster = [sorted[index] as Placed];
    let { last } = cluster[0] as Placed;
    for (index++; index < sorted.length && (sorted[index] as Placed).first <= last; index++) {
      const next = sorted[index] as Placed;
      cluster.push(next);
      if (next.last > last) last = next.last;
    }
    if (cluster.length === 1 || version >= 7) result.push({ first: (cluster[0] as Placed).first, last });
    else for (const kept of firstComeFirstServed(cluster)) result.push(kept);
  }
  return result;
}

function byFirst(a: Placed, b: Placed): number {
  return a.first < b.first ? -1 : a.first > b.first ? 1 : a.order - b.order;
}

function firstComeFirstServed(cluster: readonly Placed[]): readonly AddressRange[] {
  const kept: AddressRange[] = [];
  const firsts: bigint[] = [];
  for (const range of [...cluster].sort((a, b) => a.order - b.order)) {
    const below = indexAtOrBelow(firsts, range.first);
    if (below >= 0 && (kept[below] as AddressRange).last >= range.first) continue;
    if ((kept[below + 1]?.first ?? range.last + 1n) <= range.last) continue;
    kept.splice(below + 1, 0, range);
    firsts.splice(below + 1, 0, range.first);
  }
  return kept;
}

/** The place of the largest number that is not above another; -1: all are. */
function indexAtOrBelow(sorted: readonly bigint[], bits: bigint): number {
  let low = 0;
  let high = sorted.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((sorted[middle] as bigint) <= bits) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
