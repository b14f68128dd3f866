import ipaddr from 'ipaddr.js';

/** Both ends included. IPv4 addresses lie in ::ffff:0:0/96, so that one number line holds both families. */
export interface AddressRange {
  readonly first: bigint;
  readonly last: bigint;
}

const IPV4 = 0xffffn << 32n;

/** @returns undefined for what is no address */
export function parseAddress(text: string): bigint | undefined {
  if (!text.includes(':')) {
    const octets = text.split('.').map((octet) => (/^(0|[1-9]\d{0,2})$/.test(octet) ? Number(octet) : 256));
    if (octets.length !== 4 || octets.some((octet) => octet > 255)) return undefined;
    return IPV4 | BigInt(octets.reduce((sum, octet) => sum * 256 + octet, 0));
  }
  if (!ipaddr.IPv6.isValid(text)) return undefined;
  const bytes = ipaddr.IPv6.parse(text).toByteArray();
  return bytes.reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
}

const READ = new Map<string, AddressRange | undefined>();

/** A range in CIDR notation; bits beyond the prefix count for nothing, as in the cluster. Undefined: it is none. */
export function parseCidr(text: string): AddressRange | undefined {
  if (!READ.has(text)) READ.set(text, readCidr(text));
  return READ.get(text);
}

function readCidr(text: string): AddressRange | undefined {
  const [, address = '', length = ''] = text.match(/^([^/]+)\/(\d{1,3})$/) ?? [];
  const bits = parseAddress(address);
  const width = address.includes(':') ? 128 : 32;
  if (bits === undefined || Number(length) > width) return undefined;
  const rest = (1n << BigInt(width - Number(length))) - 1n;
  return { first: bits & ~rest, last: bits | rest };
}

/** What is left of a range without others. */
export function without(range: AddressRange, holes: readonly AddressRange[]): readonly AddressRange[] {
  return holes.reduce<readonly AddressRange[]>(
    (left, hole) =>
      left.flatMap(({ first, last }) => {
        if (hole.last < first || last < hole.first) return [{ first, last }];
        return [
          ...(first < hole.first ? [{ first, last: hole.first - 1n }] : []),
          ...(hole.last < last ? [{ first: hole.last + 1n, last }] : []),
        ];
      }),
    [range],
  );
}

export function holds({ first, last }: AddressRange, address: bigint): boolean {
  return first <= address && address <= last;
}

/** `172.16.28.0/22` where it is a range in CIDR notation, else `172.16.28.4-172.16.28.9`. */
export function formatRange({ first, last }: AddressRange): string {
  if (first === last) return formatAddress(first);
  const size = last - first + 1n;
  const bits = size.toString(2);
  const aligned = /^10*$/.test(bits) && first % size === 0n;
  const width = isIpv4(first) ? 32 : 128;
  return aligned
    ? `${formatAddress(first)}/${width - bits.length + 1}`
    : `${formatAddress(first)}-${formatAddress(last)}`;
}

function isIpv4(address: bigint): boolean {
  return address >> 32n === 0xffffn;
}

export function formatAddress(address: bigint): string {
  if (isIpv4(address)) return [24n, 16n, 8n, 0n].map((shift) => (address >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((address >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return ipaddr.parse(groups.join(':')).toString();
}
