import { addressOrRangeFault, contains, formatAddress, parseRange, type Range, rangeFault } from '../settings/address';

/** Providers put gateways and the like at the start of a network; the first proxy goes behind them. */
const FIRST = 8;

/**
 * The first free address after the last proxy's, or, if there is none, the first free one.
 *
 * @param network IPv4 range, for example `172.16.28.0/22`; its own and its broadcast address are never proposed
 * @param proxies addresses of the proxies that are there
 * @param taken addresses and ranges that are others'; one that holds the whole network says nothing and does not count
 * @returns undefined: all are taken
 */
export function nextAddress(network: string, proxies: readonly string[], taken: readonly string[]): string | undefined {
  if (rangeFault(network)) return undefined;
  const { first, last, prefix } = parseRange(network);
  const inNetwork = (texts: readonly string[]) =>
    texts
      .filter((text) => !addressOrRangeFault(text) && !contains(text, network))
      .map(parseRange)
      .filter((range) => range.first <= last && first <= range.last);
  const edge = prefix > 30 ? 0 : 1;
  const used = inNetwork([...proxies, ...taken]);
  const highest = Math.max(first + FIRST - 1, ...inNetwork(proxies).map((range) => range.last));
  const free = [highest + 1, first + FIRST, first + edge]
    .map((start) => firstFree(start, last - edge, used))
    .find((address) => address !== undefined);
  return free === undefined ? undefined : formatAddress(free);
}

function firstFree(start: number, end: number, used: readonly Range[]): number | undefined {
  let address = start;
  for (const range of [...used].sort((a, b) => a.first - b.first)) {
    if (range.first <= address && address <= range.last) address = range.last + 1;
  }
  return address <= end ? address : undefined;
}
