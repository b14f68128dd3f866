import { type AddressRange, IPV4, addressBits as readAddress } from '../../lint/addresses';
import { splitBlanks } from '../parser/blanks';
import { mayResolve } from '../parser/host-names';

export { covers, formatAddress, holds, overlaps } from '../../lint/addresses';

interface SquidRange extends AddressRange {
  readonly text: string;
}

export const LAST = (1n << 128n) - 1n;

/** The unicast ranges that Squid means by `ipv6`. */
const IPV6 = ['1000::/4', '2000::/3', '4000::/2', '8000::/2', 'c000::/3', 'e000::/4', 'fc00::/7', 'fe80::/10'];

/** What Squid replaces by `all`, and reports in its log. */
const SPELLINGS_OF_ALL = ['0/0', '0.0.0.0/0', '0.0.0.0/0.0.0.0', '0.0.0.0-255.255.255.255', '0.0.0.0-0.0.0.0/0'];

/** The shapes in the order in which Squid tries them. What follows a whole shape is not read. */
const SHAPES: readonly (readonly [shape: RegExp, family: 4 | 6])[] = [
  [/^(?<one>[\d.]+)-(?<two>[\d.]+)\/(?<mask>[\d.]+)/, 4],
  [/^(?<one>[\d.]+)-(?<two>[\d.]+)/, 4],
  [/^(?<one>[\d.]+)\/(?<mask>[\d.]+)/, 4],
  [/^(?<one>[\d.]+)\/./, 4],
  [/^(?<one>[\da-f:]+)-(?<two>[\da-f:]+)\/(?<mask>\d+)/i, 6],
  [/^(?<one>[\da-f:]+)-(?<two>[\da-f:]+)/i, 6],
  [/^(?<one>[\da-f:]+)\/(?<mask>\d+)/i, 6],
  [/^(?<one>[\da-f:]+)\/(?<mask>.)/i, 6],
];

/**
 * What a value of `src`, `dst` or `localip` means to Squid: ranges; `name`: Squid looks it up in DNS; `refused`: Squid
 * does not start.
 */
export function readAddressValue(text: string): readonly SquidRange[] | 'name' | 'refused' {
  const plain = ipv4(text);
  if (plain !== undefined) return [{ text, first: plain, last: plain }];
  if (text === 'all' || SPELLINGS_OF_ALL.includes(text)) return [{ text, first: 0n, last: LAST }];
  // The prefix of length 0 is one that changes nothing, so that only :: is left of this one.
  if (text === 'ipv4') return [{ text, first: 0n, last: 0n }];
  if (text === 'ipv6') return IPV6.flatMap((part) => parseRanges(part) ?? []);
  for (const [shape, family] of SHAPES) {
    const groups = shape.exec(text)?.groups;
    if (groups) return ranges(text, groups, family);
  }
  const slash = text.indexOf('/');
  if (slash > 0 && slash < text.length - 1) {
    return ranges(text, { one: text.slice(0, slash), mask: text.slice(slash + 1) }, undefined);
  }
  // Of what has neither a dash nor a slash, Squid reads the first word only.
  const [word = ''] = splitBlanks(text);
  const bits = addressBits(word);
  if (bits !== undefined) return [{ text, first: bits, last: bits }];
  return mayResolve(word) ? 'name' : 'refused';
}

/** The ranges that a value means; undefined: it is a name, or Squid refuses it. */
export function parseRanges(text: string): readonly SquidRange[] | undefined {
  const read = readAddressValue(text);
  return typeof read === 'string' ? undefined : read;
}

function ranges(
  text: string,
  { one = '', two, mask }: { readonly [name: string]: string | undefined },
  family: 4 | 6 | undefined,
): readonly SquidRange[] | 'refused' {
  const from = addressBits(one);
  const to = two === undefined ? from : addressBits(two);
  const free = hostBits(mask, family);
  if (from === undefined || to === undefined || free === undefined) return 'refused';
  const rest = (1n << BigInt(free)) - 1n;
  const first = from & ~rest & LAST;
  const last = (to & ~rest & LAST) | rest;
  // A range that ends below its start holds its first address only.
  return [{ text, first, last: last < first ? first | rest : last }];
}

/** How many bits of an address a mask leaves open; undefined: Squid refuses it. */
function hostBits(mask: string | undefined, family: 4 | 6 | undefined): number | undefined {
  if (mask === undefined) return 0;
  const length = /^\d+$/.test(mask) ? Number(mask) : undefined;
  if (length !== undefined && length <= 128) {
    if (length === 0) return 0;
    if (family === 6) return 128 - length;
    if (length <= 32) return 32 - length;
    // Of an address that is neither plain IPv4 nor plain IPv6, Squid 5 to 7 mask all bits away.
    return family === 4 ? undefined : 128;
  }
  const dotted = addressBits(mask);
  if (dotted === undefined || dotted >> 32n !== 0xffffn) return undefined;
  const bits = (dotted & 0xffffffffn).toString(2).padStart(32, '0');
  const ones = bits.includes('0') ? bits.indexOf('0') : 32;
  return ones === 0 ? 0 : 32 - ones;
}

/** A range in CIDR notation, or a single address; undefined: it is neither. */
export function parseCidr(text: string): SquidRange | undefined {
  const match = /^([\da-f.:]+)(?:\/(\d{1,3}))?$/i.exec(text);
  const bits = readAddress(match?.[1] ?? '');
  if (!match || bits === undefined) return undefined;
  const width = match[1]?.includes(':') ? 128 : 32;
  const length = match[2] === undefined ? width : Number(match[2]);
  if (length > width) return undefined;
  const rest = (1n << BigInt(width - length)) - 1n;
  return { text, first: bits & ~rest & LAST, last: bits | rest };
}

/** An address as the C library reads it, with numbers and parts left out: `127.1`, `0x7f000001`. */
export function addressBits(text: string): bigint | undefined {
  return ipv4(text) ?? (text.includes(':') ? readAddress(withoutZone(text)) : undefined);
}

/** Only link-local addresses have an interface as zone; others have a number. */
function withoutZone(text: string): string {
  const [address = '', zone = '0', ...more] = text.split('%');
  const isKnown = /^fe[89ab]/i.test(address) ? /^[\w.-]+$/.test(zone) : /^\d+$/.test(zone);
  return isKnown && more.length === 0 ? address : '';
}

const IPV4_PARTS = /^(?:0x[\da-f]*|\d+)(?:\.(?:0x[\da-f]*|\d+)){0,3}$/i;

function ipv4(text: string): bigint | undefined {
  if (text.length > 60 || !IPV4_PARTS.test(text)) return undefined;
  let value = 0;
  const parts = text.split('.');
  for (const [index, part] of parts.entries()) {
    const number = partOf(part);
    const isLast = index === parts.length - 1;
    if (!(number < (isLast ? 256 ** (5 - parts.length) : 256))) return undefined;
    value = isLast ? value * 256 ** (5 - parts.length) + number : value * 256 + number;
  }
  return IPV4 | BigInt(value);
}

function partOf(part: string): number {
  if (/^0x/i.test(part)) return part.length > 2 ? Number.parseInt(part, 16) : 0;
  if (part.length > 1 && part.startsWith('0')) return /^0[0-7]+$/.test(part) ? Number.parseInt(part, 8) : Number.NaN;
  return Number(part);
}
