/** A range of addresses that is not public. */
interface SpecialRange {
  readonly range: string;
  /** What the range is for, for example `private`. */
  readonly use: string;
  /** What else it holds. Default: nothing. */
  readonly and?: string;
}

/** Ranges of RFC 1918 and RFC 6598, of which clusters and private networks are made. */
export const PRIVATE_RANGES = ['10.0.0.0/8', '172.16.0.0/12', '192.168.0.0/16', '100.64.0.0/10'] as const;

const [TEN, TWENTY, SIXTEEN, SHARED] = PRIVATE_RANGES;

/** Ranges of RFC 5737, which are for examples: no host has such an address. */
export const DOCUMENTATION_RANGES = ['192.0.2.0/24', '198.51.100.0/24', '203.0.113.0/24'] as const;

/** The IPv4 loopback range. */
const LOOPBACK_RANGE = '127.0.0.0/8';

/** Addresses that a machine has for itself. */
export const LINK_LOCAL = '169.254.0.0/16';

/** IANA's special-purpose registry without the ranges for documentation, and what is not unicast. */
export const SPECIAL_V4: readonly SpecialRange[] = [
  { range: '0.0.0.0/8', use: 'this network' },
  { range: TEN, use: 'private' },
  { range: SHARED, use: 'carrier-grade NAT', and: 'the pods of Kapsule' },
  { range: LOOPBACK_RANGE, use: 'loopback' },
  { range: LINK_LOCAL, use: 'link-local', and: 'the metadata of the cloud' },
  { range: TWENTY, use: 'private' },
  { range: '192.0.0.0/24', use: 'protocol assignments' },
  { range: '192.88.99.0/24', use: '6to4 relays' },
  { range: SIXTEEN, use: 'private' },
  { range: '198.18.0.0/15', use: 'benchmarks' },
  { range: '224.0.0.0/4', use: 'multicast' },
  { range: '240.0.0.0/4', use: 'reserved', and: 'broadcast' },
];

/** The same for IPv6. To Squid an IPv4 address in IPv6 notation (`::ffff:10.0.0.1`) is an IPv4 address. */
export const SPECIAL_V6: readonly SpecialRange[] = [
  { range: '::/96', use: 'unspecified, loopback, IPv4-compatible' },
  { range: '::ffff:0:0:0/96', use: 'IPv4-translated' },
  { range: '64:ff9b::/96', use: 'NAT64' },
  { range: '64:ff9b:1::/48', use: 'NAT64 of local use' },
  { range: '100::/64', use: 'discard' },
  { range: '2001::/32', use: 'Teredo' },
  { range: '2002::/16', use: '6to4' },
  { range: 'fc00::/7', use: 'private', and: 'the metadata of the cloud' },
  { range: 'fe80::/10', use: 'link-local' },
  { range: 'fec0::/10', use: 'site-local' },
  { range: 'ff00::/8', use: 'multicast' },
];

/** Address of Scaleway's instance metadata. */
export const SCALEWAY_METADATA = '169.254.42.42';

/** Address of most clouds' instance metadata. Scaleway's resolver has it in private networks. */
export const METADATA_ADDRESS = '169.254.169.254';

/** Addresses of instance metadata, of Scaleway and of most other clouds. */
export const METADATA_ADDRESSES = [SCALEWAY_METADATA, METADATA_ADDRESS] as const;
