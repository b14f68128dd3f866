import { overlap, parseRange } from '../../settings/address';

/** Addresses of a /24 share a bucket. */
const BUCKET = 256;
/** A range of more buckets than these is compared with every other one; there are few such ranges. */
const MOST_BUCKETS = 256;

/** Ranges of addresses, of which it finds those that overlap another one without a comparison of all. */
export class RangeIndex<Item extends { readonly range: string }> {
  private readonly all: Item[] = [];
  private readonly wide: number[] = [];
  private readonly buckets = new Map<number, number[]>();

  add(item: Item): void {
    const index = this.all.push(item) - 1;
    const buckets = bucketsOf(item.range);
    if (buckets === undefined) this.wide.push(index);
    for (const bucket of buckets ?? []) {
      const there = this.buckets.get(bucket);
      if (there) there.push(index);
      else this.buckets.set(bucket, [index]);
    }
  }

  /** Those that overlap a range, in the order in which they were added. */
  overlapping(range: string): readonly Item[] {
    const buckets = bucketsOf(range);
    if (buckets === undefined) return this.all.filter((item) => overlap(item.range, range));
    const near = new Set([...buckets.flatMap((bucket) => this.buckets.get(bucket) ?? []), ...this.wide]);
    return [...near]
      .sort((a, b) => a - b)
      .map((index) => this.all[index] as Item)
      .filter((item) => overlap(item.range, range));
  }
}

/** The buckets that a range covers; undefined: too many. */
function bucketsOf(range: string): number[] | undefined {
  const { first, last } = parseRange(range);
  const [from, to] = [Math.floor(first / BUCKET), Math.floor(last / BUCKET)];
  return to - from < MOST_BUCKETS ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : undefined;
}
