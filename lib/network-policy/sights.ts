import { type AddressRange, holds, isIpv4 } from '../lint/addresses';
import { parseCidr } from './addresses';
import type { Enforcement } from './decide';
import { netsOf } from './global-policy';
import { readOnce } from './objects';

/**
 * Returns a function that describes how policies see an address outside of the cluster. Two addresses with the same
 * description are decided alike: in every range that a policy names, both are or neither is.
 */
export function addressSights(enforcement: Enforcement): (address: bigint) => string {
  const ranges = rangesOf(enforcement);
  return (address) => `${isIpv4(address)} ${ranges.map((range) => (holds(range, address) ? 1 : 0)).join('')}`;
}

function rangesOf({ policies, datapath }: Enforcement): readonly AddressRange[] {
  const { policies: read, denyPolicies } = readOnce(policies, datapath);
  const peers = read.flatMap(({ egress = [], ingress = [] }) =>
    [...egress, ...ingress].flatMap((rule) => (rule.peers === 'anyone' ? [] : rule.peers)),
  );
  return [
    ...peers.flatMap((peer) => (peer.kind === 'addresses' ? peer.ranges : [])),
    ...denyPolicies.flatMap(({ rules }) => rules.flatMap(netsOf)).flatMap((net) => parseCidr(net) ?? []),
  ];
}
