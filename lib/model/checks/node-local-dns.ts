import { contains } from '../../settings/address';
import { notPublic } from '../../settings/address-kinds';
import { METADATA_ADDRESSES } from '../../vocabulary';
import { cniOf } from '../cni';
import type { EnvironmentCheck } from './_check';

/** The address of the DNS cache on the nodes: one that is the same on every node, and belongs to nothing else. */
export const checkNodeLocalDns: EnvironmentCheck = ({ data: { cluster = {}, infrastructure } }, report) => {
  const { nodeLocalDns: address, resolver, podCidr, serviceCidr, privateNetwork } = cluster;
  if (address === undefined) return;
  const path = ['cluster', 'nodeLocalDns'];
  if (resolver) {
    report(
      'node-local-dns-resolver',
      path,
      'cannot be combined with cluster.resolver, because the cache passes names on to servers on the internet; remove one of the two',
    );
  }
  if (cniOf({ cluster, infrastructure }) === undefined)
    report('node-local-dns-cilium', path, 'is closed to tenants’ pods if the cluster runs Cilium; set cluster.cni');
  const taken = (
    [
      [podCidr, 'the range of the pods'],
      [serviceCidr, 'the range of the services'],
      [privateNetwork, 'the private network'],
    ] as const
  ).find(([range]) => range !== undefined && contains(range, address));
  const expected = '(expected an address that every node has for itself, for example, 169.254.20.10)';
  if (taken) report('node-local-dns-address', path, `${address} is inside ${taken[0]}, ${taken[1]} ${expected}`);
  else if (METADATA_ADDRESSES.some((metadata) => metadata === address))
    report('node-local-dns-address', path, `${address} is the metadata service ${expected}`);
  else if (!notPublic(address)) report('node-local-dns-address', path, `${address} is a public address ${expected}`);
};
