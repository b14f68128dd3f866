import { formatAddress } from '../../lint/addresses';
import type { Acl, Config } from '../config';
import { addressSet } from './address-set';
import { leafOf } from './leaf';
import { parsePorts } from './port-ranges';
import { spread } from './spread';
import { PUBLIC_ADDRESS, UNLISTED } from './targets';

/** Of longer lists, this many ranges are looked at. */
const MOST_RANGES = 100;

const PORTS = new WeakMap<Config, Map<number, readonly number[]>>();

/** A port that is asked for anyway, and one of each other kind that the `port` ACLs tell apart. */
export function portSamples(config: Config, usual: number): readonly number[] {
  const known = PORTS.get(config) ?? new Map<number, readonly number[]>();
  PORTS.set(config, known);
  const samples = known.get(usual) ?? portsBy(config, usual);
  known.set(usual, samples);
  return samples;
}

function portsBy(config: Config, usual: number): readonly number[] {
  const acls = aclsOf(config, 'port');
  const ranges = acls.map(({ values }) => parsePorts(values.map(({ text }) => text)));
  const ends = ranges.flatMap((list) => spread(list, MOST_RANGES).flatMap(({ first, last }) => [first, last]));
  const kinds = new Map<string, number>();
  for (const port of [usual, ...ends.filter((end) => end > 0)]) {
    const kind = ranges.map((list) => list.some(({ first, last }) => first <= port && port <= last)).join();
    if (!kinds.has(kind)) kinds.set(kind, port);
  }
  return [...kinds.values()];
}

const ADDRESSES = new WeakMap<Config, readonly string[]>();

/** A public address that no ACL means, and one of each other kind that the `dst` ACLs tell apart. */
export function addressSamples(config: Config): readonly string[] {
  const known = ADDRESSES.get(config) ?? addressesOf(config);
  ADDRESSES.set(config, known);
  return known;
}

function addressesOf(config: Config): readonly string[] {
  const acls = aclsOf(config, 'dst');
  const leaves = acls.map((acl) => leafOf(config, acl));
  const kinds = new Map<string, string>();
  const ends = acls.flatMap(({ values }) =>
    spread(
      addressSet(
        values.map(({ text }) => text),
        config.version,
      ).ranges,
      MOST_RANGES,
    ).map(({ first }) => formatAddress(first)),
  );
  for (const address of [PUBLIC_ADDRESS, ...ends]) {
    const request = { src: PUBLIC_ADDRESS, method: 'GET', host: UNLISTED, port: 80, dstAddresses: [address] };
    const kind = leaves.map((leaf) => leaf.match(request)).join();
    if (!kinds.has(kind)) kinds.set(kind, address);
  }
  return [...kinds.values()];
}

function aclsOf({ acls }: Config, wanted: string): readonly Acl[] {
  return [...acls.values()].filter(({ type, builtin, lines }) => type === wanted && (!builtin || lines.length > 0));
}
