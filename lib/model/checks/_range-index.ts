import { parseRange, type Range } from '../../settings/address';

/** Addresses of a /28 share a bucket. */
const BUCKET = 16;
/** A range of more buckets than these, a /20, is compared with every other one; there are few such ranges. */
const MOST_BUCKETS = 256;

interface Entry<Item> {
  readonly item: Item;
  readonly index: number;
  readonly range: Range;
}

/** Ranges of addresses, of which it finds those that overlap another one without a comparison of all. */
export class RangeIndex<Item extends { readonly range: string }> {
  private readonly all: Entry<Item>[] = [];
  private readonly wide: Entry<Item>[] = [];
  private readonly buckets = new Map<number, Entry<Item>[]>();

  add(item: Item): void {
    const range = parseRange(item.range);
    const entry = { item, index: this.all.length, range };
    this.all.push(entry);
    const buckets = bucketsOf(range);
    if (buckets === undefined) this.wide.push(entry);
    for (const bucket of buckets ?? []) {
      const there = this.buckets.get(bucket);
      if (there) there.push(entry);
      else this.buckets.set(bucket, [entry]);
    }
  }

  /** Those that overlap a range, in the order in which they were added. */
  overlapping(text: string): readonly Item[] {
    const range = parseRange(text);
    const buckets = bucketsOf(range);
    const near = buckets ? [...buckets.flatMap((bucket) => this.buckets.get(bucket) ?? []), ...this.wide] : this.all;
    const found = near.filter((entry) => entry.range.first <= range.last && range.first <= entry.range.last);
    return [...new Set(found)].sort((a, b) => a.index - b.index).map(({ item }) => item);
  }
}

/** The buckets that a range covers; undefined: too many. */
function bucketsOf({ first, last }: Range): number[] | undefined {
  const [from, to] = [Math.floor(first / BUCKET), Math.floor(last / BUCKET)];
  return to - from < MOST_BUCKETS ? Array.from({ length: to - from + 1 }, (_, index) => from + index) : undefined;
}
