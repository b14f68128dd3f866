import ipaddr from 'ipaddr.js';

/** An inclusive range in the 128 bits that Squid compares: IPv4 addresses lie in ::ffff:0:0/96. */
export interface AddressRange {
  readonly text: string;
  readonly first: bigint;
  readonly last: bigint;
}

const ALL: readonly [bigint, bigint] = [0n, (1n << 128n) - 1n];
const IPV4 = 0xffffn << 32n;

/** The unicast ranges that Squid means by `ipv6`. */
const IPV6 = ['1000::/4', '2000::/3', '4000::/2', '8000::/2', 'c000::/3', 'e000::/4', 'fc00::/7', 'fe80::/10'];

/** What Squid replaces by `all`, with a complaint. */
export const SPELLINGS_OF_ALL = ['0/0', '0.0.0.0/0', '0.0.0.0/0.0.0.0', '0.0.0.0-255.255.255.255', '0.0.0.0-0.0.0.0/0'];

const BITS = new Map<string, bigint | undefined>();

/** The bits of an address; undefined: it is none. */
export function addressBits(text: string): bigint | undefined {
  if (!BITS.has(text)) BITS.set(text, readBits(text));
  return BITS.get(text);
}

function readBits(text: string): bigint | undefined {
  const bare = text.replace(/^\[|\]$/g, '');
  if (!ipaddr.isValid(bare) || /^\d+$/.test(bare) || (!bare.includes(':') && bare.split('.').length !== 4)) {
    return undefined;
  }
  const bits = ipaddr
    .parse(bare)
    .toByteArray()
    .reduce((sum, byte) => (sum << 8n) | BigInt(byte), 0n);
  return bare.includes(':') ? bits : IPV4 | bits;
}

const READ = new Map<string, readonly AddressRange[] | undefined>();

/** The ranges that a value of `src`, `dst` or `localip` means; undefined: it is a name, or nothing that Squid reads. */
export function parseRanges(text: string): readonly AddressRange[] | undefined {
  if (!READ.has(text)) READ.set(text, readRanges(text));
  return READ.get(text);
}

function readRanges(text: string): readonly AddressRange[] | undefined {
  if (text === 'all' || SPELLINGS_OF_ALL.includes(text)) return [{ text, first: ALL[0], last: ALL[1] }];
  if (text === 'ipv4') return [{ text, first: IPV4, last: IPV4 | 0xffffffffn }];
  if (text === 'ipv6') return IPV6.flatMap((part) => parseRanges(part) ?? []);
  const match = text.match(/^([^-/]+)(?:-([^-/]+))?(?:\/(.+))?$/);
  const from = addressBits(match?.[1] ?? '');
  const to = match?.[2] === undefined ? from : addressBits(match[2]);
  if (!match || from === undefined || to === undefined) return undefined;
  const length = match[3] === undefined ? 128 : prefixLength(match[3], !match[1]?.includes(':'));
  if (length === undefined) return undefined;
  const rest = (1n << BigInt(128 - length)) - 1n;
  return [{ text, first: from & ~rest & ALL[1], last: to | rest }];
}

/** Of 128, whatever the family. */
function prefixLength(text: string, ipv4: boolean): number | undefined {
  const dotted = addressBits(text);
  if (dotted !== undefined && ipv4) {
    const bits = (dotted & 0xffffffffn).toString(2).padStart(32, '0');
    return 96 + (bits.includes('0') ? bits.indexOf('0') : 32);
  }
  const length = Number(text);
  if (!/^\d{1,3}$/.test(text) || length > (ipv4 ? 32 : 128)) return undefined;
  return ipv4 ? 96 + length : length;
}

/** A range in CIDR notation, or a single address; undefined: it is neither. */
export function parseCidr(text: string): AddressRange | undefined {
  if (text.includes('-') || /^(all|ipv[46])$/.test(text)) return undefined;
  return parseRanges(text)?.[0];
}

export function inRange(bits: bigint, range: AddressRange): boolean {
  return range.first <= bits && bits <= range.last;
}

export function overlaps(a: AddressRange, b: AddressRange): boolean {
  return a.first <= b.last && b.first <= a.last;
}

export function covers(outer: AddressRange, inner: AddressRange): boolean {
  return outer.first <= inner.first && inner.last <= outer.last;
}

export function formatAddress(bits: bigint): string {
  if (bits >> 32n === 0xffffn) return [24n, 16n, 8n, 0n].map((shift) => (bits >> shift) & 0xffn).join('.');
  const groups = Array.from({ length: 8 }, (_, i) => Number((bits >> BigInt(112 - 16 * i)) & 0xffffn).toString(16));
  return ipaddr.parse(groups.join(':')).toString();
}
