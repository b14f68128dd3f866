import { contains, edgeOf, formatAddress, overlap, parseAddress, parseRange } from '../../settings/address';
import { cniOf } from '../cni';
import { lastOfChosen } from '../tcp';
import type { EnvironmentCheck } from './_check';

/** The address of the tenants' resolver: one of the cluster's services that nothing else has. */
export const checkResolver: EnvironmentCheck = ({ data: { cluster = {}, infrastructure } }, report) => {
  const { resolver, serviceCidr, dns, privateNetwork } = cluster;
  if (!resolver || serviceCidr === undefined) return;
  const { address, apiServer } = resolver;
  const isOnNode = apiServer === undefined || (privateNetwork !== undefined && overlap(apiServer, privateNetwork));
  if (cniOf({ cluster, infrastructure }) === undefined && isOnNode)
    report(
      'resolver-cilium',
      ['cluster', 'resolver'],
      'does not reach an API server that runs on a node if the cluster runs Cilium; set cluster.cni',
    );
  if (address !== undefined) {
    const path = ['cluster', 'resolver', 'address'];
    const fault = addressIn(serviceCidr, address);
    if (fault !== undefined) report('resolver-address', path, fault);
    else if (address === dns)
      report('resolver-address', path, `${address} is the cluster’s own DNS; the resolver takes another one`);
    else if (parseAddress(address) > lastOfChosen(serviceCidr)) {
      report(
        'resolver-address-dynamic',
        path,
        `${address} is among those that the cluster gives to services by itself, and may be taken; choose one up to ${formatAddress(lastOfChosen(serviceCidr))}`,
      );
    }
  }
  for (const [range, what] of [
    [serviceCidr, 'services'],
    [cluster.podCidr, 'pods'],
  ] as const) {
    if (apiServer === undefined || range === undefined || !overlap(apiServer, range)) continue;
    report(
      'api-server-range',
      ['cluster', 'resolver', 'apiServer'],
      `${apiServer} overlaps ${range}, the range of the ${what}: policies see the API server’s own address, which \`kubectl get endpoints kubernetes\` names`,
    );
  }
};

function addressIn(serviceCidr: string, address: string): string | undefined {
  if (!contains(serviceCidr, address)) return `${address} is outside ${serviceCidr}, the range of the services`;
  const edge = edgeOf(serviceCidr, address);
  if (edge) return `${address} is the ${edge} address of ${serviceCidr}`;
  return parseAddress(address) === parseRange(serviceCidr).first + 1
    ? `${address} is the API server, the first service of ${serviceCidr}`
    : undefined;
}
