import { formatAddress, parseRange, type Range } from '../../lib/settings';

/** Hands out addresses of a range, never one that is taken, its network or its broadcast address. */
export class AddressPool {
  private readonly taken: Range[] = [];

  constructor(private readonly range: Range) {}

  /** Keeps addresses or ranges from being handed out. */
  take(...texts: readonly string[]): void {
    this.taken.push(...texts.map(parseRange));
  }

  /** The lowest free address, or the highest for `'last'`. Undefined: the range is full. */
  next(from: 'first' | 'last' = 'first'): string | undefined {
    const single = this.range.first === this.range.last;
    const low = this.range.first + (single ? 0 : 1);
    const high = this.range.last - (single ? 0 : 1);
    let candidate = from === 'first' ? low : high;
    while (candidate >= low && candidate <= high) {
      const blocking = this.taken.find(({ first, last }) => first <= candidate && candidate <= last);
      if (!blocking) {
        const address = formatAddress(candidate);
        this.take(address);
        return address;
      }
      candidate = from === 'first' ? blocking.last + 1 : blocking.first - 1;
    }
    return undefined;
  }
}
