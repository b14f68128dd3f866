import { contains } from './address';

/** Ranges of RFC 1918 and the shared one of RFC 6598: what clusters and private networks are made of. */
export const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'] as const;

const DOCUMENTATION = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'] as const;

/** IANA's special-purpose registry, and what is no unicast at all. */
const NOT_PUBLIC: readonly (readonly [range: string, what: string])[] = [
  ['0.0.0.0/8', 'this network (0.0.0.0/8)'],
  ['10.0.0.0/8', 'private (10.0.0.0/8)'],
  ['100.64.0.0/10', 'carrier-grade NAT (100.64.0.0/10)'],
  ['127.0.0.0/8', 'loopback (127.0.0.0/8)'],
  ['169.254.0.0/16', 'link-local (169.254.0.0/16)'],
  ['172.16.0.0/12', 'private (172.16.0.0/12)'],
  ['192.0.0.0/24', 'for protocol assignments (192.0.0.0/24)'],
  ['192.88.99.0/24', 'the former 6to4 relays (192.88.99.0/24)'],
  ['192.168.0.0/16', 'private (192.168.0.0/16)'],
  ['198.18.0.0/15', 'for benchmarks (198.18.0.0/15)'],
  ['224.0.0.0/4', 'multicast (224.0.0.0/4)'],
  ['255.255.255.255/32', 'the broadcast address'],
  ['240.0.0.0/4', 'reserved (240.0.0.0/4)'],
];

/** What an address is instead of public, for example `private (10.0.0.0/8)`; undefined: it is public. */
export function notPublic(address: string): string | undefined {
  return NOT_PUBLIC.find(([range]) => contains(range, address))?.[1];
}

/** Ranges that RFC 5737 keeps for examples: nobody answers there. */
export function isDocumentation(address: string): boolean {
  return DOCUMENTATION.some((range) => contains(range, address));
}

export function isPrivateRange(range: string): boolean {
  return PRIVATE_RANGES.some((outer) => contains(outer, range));
}
