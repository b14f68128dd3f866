import { type AddressRange, IPV4, addressBits as readAddress } from '../../lint/addresses';

export { covers, formatAddress, holds, overlaps } from '../../lint/addresses';

interface SquidRange extends AddressRange {
  readonly text: string;
}

const ALL: readonly [bigint, bigint] = [0n, (1n << 128n) - 1n];

/** The unicast ranges that Squid means by `ipv6`. */
const IPV6 = ['1000::/4', '2000::/3', '4000::/2', '8000::/2', 'c000::/3', 'e000::/4', 'fc00::/7', 'fe80::/10'];

/** What Squid replaces by `all`, with a complaint. */
const SPELLINGS_OF_ALL = ['0/0', '0.0.0.0/0', '0.0.0.0/0.0.0.0', '0.0.0.0-255.255.255.255', '0.0.0.0-0.0.0.0/0'];

const READ = new Map<string, readonly SquidRange[] | undefined>();

/** The ranges that a value of `src`, `dst` or `localip` means; undefined: it is a name, or nothing that Squid reads. */
export function parseRanges(text: string): readonly SquidRange[] | undefined {
  if (!READ.has(text)) READ.set(text, readRanges(text));
  return READ.get(text);
}

function readRanges(text: string): readonly SquidRange[] | undefined {
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
export function parseCidr(text: string): SquidRange | undefined {
  if (text.includes('-') || /^(all|ipv[46])$/.test(text)) return undefined;
  return parseRanges(text)?.[0];
}

/** Squid takes an address in brackets as well. */
export function addressBits(text: string): bigint | undefined {
  return readAddress(text.replace(/^\[|\]$/g, ''));
}
