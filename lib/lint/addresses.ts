import ipaddr from 'ipaddr.js';

/** Both ends included. IPv4 addresses lie in ::ffff:0:0/96, so that one number line holds both families. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

export const IPV4 = 0xffffn << 32n;

const FOUR_NUMBERS = /^(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})\.(0|[1-9]\d{0,2})$/;

/** Returns undefined for what is not an address. */
export function addressBits(text: string): bigint | undefined {
  if (!text.includes(':')) return ipv4Bits(text);
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  return ipaddr
    .parse(text)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

/** Without ipaddr.js, which takes twenty times as long: most addresses are of this family, and most texts are host names. */
function ipv4Bits(text: string): bigint | undefined {
  const found = FOUR_NUMBERS.exec(text);
  if (!found) return undefined;
  const numbers = found.slice(1).map(Number);
  if (numbers.some((number) => number > 255)) return undefined;
  return IPV4 | BigInt(numbers.reduce((sum, number) => sum * 256 + number, 0));
}

export function formatAddress(bits: bigint): string {
  if (isIpv4(bits)) {
    const number = Number(bits & 0xffffffffn);
    return `${number >>> 24}.${(number >>> 16) & 255}.${(number >>> 8) & 255}.${number & 255}`;
  }
  const bytes = Array.from({ length: 16 }, (_, index) => Number((bits >> BigInt(120 - 8 * index)) & 0xffn));
  return ipaddr.fromByteArray(bytes).toString();
}

export function isIpv4(bits: bigint): boolean {
  return bits >> 32n === 0xffffn;
}

export function holds({ first, last }: AddressRange, bits: bigint): boolean {
  return first <= bits && bits <= last;
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function covers(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}
