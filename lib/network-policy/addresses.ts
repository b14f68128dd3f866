import { type AddressRange, addressBits, formatAddress, isIpv4 } from '../lint/addresses';

const READ = new Map<string, AddressRange | undefined>();

/** A range in CIDR notation; bits beyond the prefix count for nothing, as in the cluster. Undefined: it is none. */
export function parseCidr(text: string): AddressRange | undefined {
  if (!READ.has(text)) READ.set(text, readCidr(text));
  return READ.get(text);
}

function readCidr(text: string): AddressRange | undefined {
  const [, address = '', length = ''] = text.match(/^([^/]+)\/(\d{1,3})$/) ?? [];
  const bits = addressBits(address);
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
