import { show } from './text';

/** An IPv4 range: its first and last address as numbers. */
export interface Range {
  readonly text: string;
  readonly first: number;
  readonly last: number;
  readonly prefix: number;
}

/** Each range is compared with many others; so many are remembered at most. */
const ranges = new Map<string, Range>();
const MOST_RANGES = 50_000;

/** Returns why `text` is not a valid IPv4 address, or undefined if it is. */
export function addressFault(text: string): string | undefined {
  if (text.includes(':')) return `${show(text)} is not a valid IPv4 address; IPv6 is not supported`;
  if (/^\d+$/.test(text))
    return `${show(text)} is a plain number: write the address with four parts, such as 172.16.28.8`;
  const octets = text.split('.');
  if (octets.length !== 4 || !octets.every((octet) => /^\d{1,6}$/.test(octet))) {
    return `${show(text)} is not a valid IPv4 address (expected, for example, 172.16.28.8)`;
  }
  if (octets.some((octet) => /^0\d/.test(octet))) {
    const plain = octets.map(Number).join('.');
    return `${show(text)} has a leading zero, which some programs read as octal${formatted(plain)}`;
  }
  const high = octets.find((octet) => Number(octet) > 255);
  return high === undefined ? undefined : `${show(text)} is not a valid IPv4 address: ${high} is above 255`;
}

/** Returns why `text` is not a valid IPv4 range in CIDR notation, or undefined if it is. */
export function rangeFault(text: string): string | undefined {
  const slash = text.indexOf('/');
  if (slash < 0) return addressFault(text) ?? `${text} is an address, not a range; did you mean ${text}/32?`;
  const fault = addressFault(text.slice(0, slash));
  if (fault) return fault;
  const prefix = text.slice(slash + 1);
  if (!/^(0|[1-9]\d?)$/.test(prefix) || Number(prefix) > 32) {
    return `${show(text)} has no prefix length from /0 to /32 after its address`;
  }
  const range = parseRange(text);
  const address = formatAddress(range.first);
  return text.startsWith(`${address}/`)
    ? undefined
    : `${text} has bits set beyond its prefix; did you mean ${address}/${prefix}?`;
}

/** Returns why `text` is neither an address nor a range, or undefined if it is one of them. */
export function addressOrRangeFault(text: string): string | undefined {
  return text.includes('/') ? rangeFault(text) : addressFault(text);
}

/** Of text that {@link addressFault} has nothing against. */
export function parseAddress(text: string): number {
  return text.split('.').reduce((sum, octet) => sum * 256 + Number(octet), 0);
}

/** Of text that {@link addressOrRangeFault} has nothing against; an address is a range of one. */
export function parseRange(text: string): Range {
  const before = ranges.get(text);
  if (before !== undefined) return before;
  if (ranges.size >= MOST_RANGES) ranges.clear();
  const range = rangeOf(text);
  ranges.set(text, range);
  return range;
}

function rangeOf(text: string): Range {
  const [address = '', length] = text.split('/');
  const prefix = length === undefined ? 32 : Number(length);
  const size = 2 ** (32 - prefix);
  const first = Math.floor(parseAddress(address) / size) * size;
  return { text, first, last: first + size - 1, prefix };
}

export function formatAddress(address: number): string {
  return [24, 16, 8, 0].map((shift) => Math.floor(address / 2 ** shift) % 256).join('.');
}

/** Whether the first holds all of the second. */
export function contains(outer: string, inner: string): boolean {
  const [a, b] = [parseRange(outer), parseRange(inner)];
  return a.first <= b.first && b.last <= a.last;
}

export function overlap(one: string, other: string): boolean {
  const [a, b] = [parseRange(one), parseRange(other)];
  return a.first <= b.last && b.first <= a.last;
}

/** The network or broadcast address of a range, where it has them. */
export function edgeOf(range: string, address: string): 'network' | 'broadcast' | undefined {
  const { first, last, prefix } = parseRange(range);
  if (prefix > 30) return undefined;
  const value = parseAddress(address);
  return value === first ? 'network' : value === last ? 'broadcast' : undefined;
}

function formatted(plain: string): string {
  return addressFault(plain) === undefined ? `; did you mean ${plain}?` : '';
}
