import ipaddr from 'ipaddr.js';

/** Both ends included. IPv4 addresses lie in ::ffff:0:0/96, so that one number line holds both families. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

export const IPV4 = 0xffffn << 32n;

/** Most texts that are asked about are host names, for which ipaddr.js would throw and catch an error. */
const FOUR_NUMBERS = /^\d{1,3}\.\d{1,3}\.\d{1,3}\.\d{1,3}$/;

/** Returns undefined for what is not an address. */
export function addressBits(text: string): bigint | undefined {
  const isIpv4 = !text.includes(':');
  if (isIpv4 && !FOUR_NUMBERS.test(text)) return undefined;
  if (!(isIpv4 ? ipaddr.IPv4.isValidFourPartDecimal(text) : ipaddr.IPv6.isValid(text))) return undefined;
  const bytes = ipaddr.parse(text).toByteArray();
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), isIpv4 ? 0xffffn : 0n);
}

export function formatAddress(bits: bigint): string {
  const bytes = Array.from({ length: 16 }, (_, index) => Number((bits >> BigInt(120 - 8 * index)) & 0xffn));
  return ipaddr.fromByteArray(isIpv4(bits) ? bytes.slice(12) : bytes).toString();
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
