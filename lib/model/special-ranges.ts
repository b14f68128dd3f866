/** Scaleway's instance metadata. */
export const INSTANCE_METADATA = '169.254.42.42';

/** The resolver that DHCP offers in a Scaleway private network; most other clouds have their instance metadata there. */
export const PRIVATE_RESOLVER = '169.254.169.254';

/**
 * Ranges that are not public: no tenant's request is forwarded to them, whatever name it uses. Written out, because Squid
 * 5.7 has no `to_linklocal`, and no predefined list holds the private ranges. The three documentation ranges are left out,
 * since no machine answers there.
 */
export const SPECIAL_V4: readonly (readonly [range: string, what: string])[] = [
  ['0.0.0.0/8', 'this network'],
  ['10.0.0.0/8', 'private'],
  ['100.64.0.0/10', 'carrier-grade NAT, and the pods of Kapsule'],
  ['127.0.0.0/8', 'loopback'],
  ['169.254.0.0/16', 'link-local, and the metadata of the cloud'],
  ['172.16.0.0/12', 'private'],
  ['192.0.0.0/24', 'protocol assignments'],
  ['192.88.99.0/24', '6to4 relays'],
  ['192.168.0.0/16', 'private'],
  ['198.18.0.0/15', 'benchmarks'],
  ['224.0.0.0/4', 'multicast'],
  ['240.0.0.0/4', 'reserved, and broadcast'],
];

/** IPv4 addresses in IPv6 notation (`::ffff:10.0.0.1`) are IPv4 addresses to Squid. */
export const SPECIAL_V6: readonly (readonly [range: string, what: string])[] = [
  ['::/96', 'unspecified, loopback, IPv4-compatible'],
  ['::ffff:0:0:0/96', 'IPv4-translated'],
  ['64:ff9b::/96', 'NAT64'],
  ['64:ff9b:1::/48', 'NAT64 of local use'],
  ['100::/64', 'discard'],
  ['2001::/32', 'Teredo'],
  ['2002::/16', '6to4'],
  ['fc00::/7', 'private, and the metadata of the cloud'],
  ['fe80::/10', 'link-local'],
  ['fec0::/10', 'site-local'],
  ['ff00::/8', 'multicast'],
];
