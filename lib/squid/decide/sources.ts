import { type AddressRange, formatAddress, IPV4 } from '../../lint/addresses';
import type { Config } from '../config';
import { addressSet } from './address-set';
import { addressBits, LAST } from './addresses';
import { leafOf } from './leaf';
import { spread } from './spread';

/** Addresses that few configurations mean: two public ones and a private one. */
export const OUTSIDERS = ['198.51.100.77', '2001:db8:77::77', '10.255.254.253'];

/** Addresses that the configuration does not tell apart, and one of them. */
export interface Source extends AddressRange {
  readonly sample: string;
}

/** Of longer lists, this many ranges are looked at. */
const MOST_RANGES = 400;

/** All addresses, cut where a `src` ACL, the addresses that were given or the loopback range begin or end. */
export function sources(config: Config): readonly Source[] {
  const cuts = new Set<bigint>([0n, IPV4, IPV4 + (1n << 32n)]);
  const cut = ({ first, last }: AddressRange) => {
    cuts.add(first);
    if (last < LAST) cuts.add(last + 1n);
  };
  for (const acl of config.acls.values()) {
    if (acl.type !== 'src') continue;
    const { ranges } = addressSet(
      acl.values.map(({ text }) => text),
      config.version,
    );
    for (const range of spread(ranges, MOST_RANGES)) cut(range);
  }
  for (const text of [...OUTSIDERS, '127.0.0.1', '::1']) {
    const bits = addressBits(text) as bigint;
    cut({ first: bits, last: bits });
  }
  for (const range of config.sources) cut(range);
  const firsts = [...cuts].sort((a, b) => (a < b ? -1 : a > b ? 1 : 0));
  return firsts.map((first, index): Source => {
    const last = (firsts[index + 1] ?? LAST + 1n) - 1n;
    return { first, last, sample: formatAddress(last - first > 2n ? first + 1n : first) };
  });
}

/** One address of each kind that the `src` ACLs tell apart, the outsiders among them. */
export function sourceSamples(config: Config): readonly string[] {
  const acls = [...config.acls.values()].filter(({ type }) => type === 'src');
  const leaves = acls.map((acl) => leafOf(config, acl));
  const kinds = new Map<string, string>();
  const given = config.sources.map(({ first }) => formatAddress(first));
  const all = sources(config);
  const small = all.filter(({ first, last }) => last - first < 1n << 120n);
  for (const src of [...OUTSIDERS, ...given, ...small.map(({ sample }) => sample), '127.0.0.1']) {
    const kind = `${isLoopback(src)} ${OUTSIDERS.indexOf(src)} ${leaves.map((leaf) => leaf.match({ ...ANY, src })).join()}`;
    if (!kinds.has(kind)) kinds.set(kind, src);
  }
  return [...kinds.values()];
}

const ANY = { method: 'GET', host: 'unlisted.test', port: 80 };

export function isLoopback(address: string): boolean {
  const bits = addressBits(address);
  return bits === 1n || (bits !== undefined && bits >> 24n === (IPV4 >> 24n) + 127n);
}
