import { addressFault, contains, edgeOf, formatAddress, overlap, parseRange } from '../../settings/address';
import { isPrivateRange } from '../../settings/address-kinds';
import { LINK_LOCAL, PRIVATE_RANGES } from '../../vocabulary';
import type { EnvironmentCheck } from './_check';

const RANGES = [
  { key: 'privateNetwork', what: 'the private network', largestPrefix: 29 },
  { key: 'podCidr', what: 'the range of the pods', largestPrefix: 16 },
  { key: 'serviceCidr', what: 'the range of the services', largestPrefix: 24 },
] as const;

/** The environment's own ranges and addresses, as Kapsule takes them. */
export const checkNetwork: EnvironmentCheck = ({ data: { cluster = {} } }, report) => {
  for (const [index, { key, what, largestPrefix }] of RANGES.entries()) {
    const range = cluster[key];
    if (range === undefined) continue;
    const path = ['cluster', key];
    if (!isPrivateRange(range))
      report('range-not-private', path, `${range} is not inside ${PRIVATE_RANGES.join(', ')}`);
    else if (parseRange(range).prefix > largestPrefix)
      report(
        'cluster-range-too-small',
        path,
        `${range} is too small for ${what}: it takes a /${largestPrefix} or larger`,
      );
    for (const other of RANGES.slice(0, index)) {
      const taken = cluster[other.key];
      if (taken !== undefined && overlap(range, taken))
        report(
          'cluster-ranges-overlap',
          path,
          `${range} overlaps ${taken}, ${other.what}; ranges of a cluster are apart`,
        );
    }
  }
  const { privateNetwork, gateway, serviceCidr, dns } = cluster;
  if (privateNetwork !== undefined && gateway !== undefined) {
    const edge = contains(privateNetwork, gateway) ? edgeOf(privateNetwork, gateway) : undefined;
    if (edge)
      report('address-reserved', ['cluster', 'gateway'], `${gateway} is the ${edge} address of ${privateNetwork}`);
    else if (!contains(privateNetwork, gateway))
      report(
        'address-outside-network',
        ['cluster', 'gateway'],
        `${gateway} is outside ${privateNetwork}, the private network`,
      );
  }
  if (serviceCidr !== undefined && dns !== undefined && addressFault(dns) === undefined) {
    const apiServer = formatAddress(parseRange(serviceCidr).first + 1);
    const edge = contains(serviceCidr, dns) ? edgeOf(serviceCidr, dns) : undefined;
    if (edge) report('address-reserved', ['cluster', 'dns'], `${dns} is the ${edge} address of ${serviceCidr}`);
    else if (!contains(serviceCidr, dns))
      report(
        'address-outside-network',
        ['cluster', 'dns'],
        contains(LINK_LOCAL, dns)
          ? `${dns} is an address of the node; write the address of the DNS Service here, and that of NodeLocal DNSCache as cluster.nodeLocalDns`
          : `${dns} is outside ${serviceCidr}, the range of the services`,
      );
    else if (dns === apiServer)
      report('address-reserved', ['cluster', 'dns'], `${dns} is the API server, the first service of ${serviceCidr}`);
  }
};
