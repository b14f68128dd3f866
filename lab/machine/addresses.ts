/** An IPv4 range in numbers. */
export interface Range {
  /** Network address. */
  readonly first: number;
  /** Broadcast address. */
  readonly last: number;
  readonly prefix: number;
}

/** A single address is a range of one. Expects what the settings' loader has checked. */
export function parseRange(text: string): Range {
  const [address = '', prefix = '32'] = text.split('/');
  const size = 2 ** (32 - Number(prefix));
  const first = Math.floor(parseAddress(address) / size) * size;
  return { first, last: first + size - 1, prefix: Number(prefix) };
}

export function parseAddress(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

export function contains(range: Range, address: number): boolean {
  return address >= range.first && address <= range.last;
}

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
      const blocking = this.taken.find((range) => contains(range, candidate));
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
