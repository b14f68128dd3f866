import { addressBits, holds } from '../lint/addresses';
import type { Tenant } from '../model/types';
import { parseCidr } from '../network-policy';
import { LINK_LOCAL, NOT_PUBLIC } from '../rules';
import { isAddress, type Target } from '../settings/target';
import { privateAdvice } from './advice';
import type { Destination } from './destinations';
import type { World } from './world';

/** What to change so that pods reach something without the proxy, or why nothing may. */
export function directChange(world: World, tenant: Tenant, target: Target, destination: Destination): string {
  const { cluster } = world.context.environment;
  const { host, port, scheme } = target;
  const isIn = (cidr: string) => {
    const [range, bits] = [parseCidr(cidr), addressBits(host)];
    return range !== undefined && bits !== undefined && holds(range, bits);
  };
  if (destination.vm) {
    const { tenant: of } = destination.vm;
    return of.name === tenant.name
      ? 'nothing: pods reach their proxy’s VM by its one port, and where there is a gateway by that alone'
      : `nothing: the proxy of ${of.name} must never be reached by ${tenant.name}`;
  }
  if (isIn(LINK_LOCAL)) return 'nothing: link-local addresses, with the metadata of the cloud, must never be reached';
  if (isIn(cluster.podCidr) || isIn(cluster.serviceCidr))
    return 'nothing: no setting opens pods or Services of other namespaces, nor the API server';
  if (destination.kind === 'inside') {
    const namespace = destination.candidates.flatMap(({ endpoint }) =>
      'namespace' in endpoint ? [endpoint.namespace] : [],
    )[0];
    return namespace === tenant.namespace
      ? 'run npm run synth: pods of one namespace reach each other'
      : `nothing: no setting of ${tenant.name} opens the namespace ${namespace ?? 'of others'}`;
  }
  const isPrivate =
    destination.kind === 'private' || destination.kind === 'unknown' || (isAddress(host) && !isPublic(destination));
  if (isPrivate) return privateAdvice(world, tenant, host, port);
  if (scheme === 'udp' || scheme === 'tcp')
    return 'nothing: pods reach public addresses by their proxy alone, which takes HTTP and CONNECT';
  return 'nothing: pods reach public addresses by their proxy alone';
}

function isPublic({ candidates }: Destination): boolean {
  return candidates.every(
    ({ endpoint }) => 'address' in endpoint && !NOT_PUBLIC.some((range) => within(range, endpoint.address)),
  );
}

function within(cidr: string, address: string): boolean {
  const [range, bits] = [parseCidr(cidr), addressBits(address)];
  return range !== undefined && bits !== undefined && holds(range, bits);
}
