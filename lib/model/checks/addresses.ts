import type { ProblemId } from '../../lint';
import { contains, edgeOf } from '../../settings/address';
import { isDocumentation } from '../../settings/address-kinds';
import type { EnvironmentDraft } from '../draft';
import type { Message } from '../findings';
import type { TenantCheck } from './_check';

/** The addresses of a tenant's proxies. */
export const checkAddresses: TenantCheck = ({ data, environment, at }, report) => {
  const proxies = data.egress?.proxies;
  if (proxies?.length === 0 && environment && at(['egress', 'proxies']).path[0] === 'environments') {
    report(
      'proxies-missing',
      ['egress', 'proxies'],
      (environments) => `leaves no proxy in ${environments}; keep one, or set enabled: false`,
    );
  }
  for (const [index, { address, publicAddress }] of (proxies ?? []).entries()) {
    const fault = address !== undefined && environment && faultIn(address, environment);
    if (fault) report(fault.id, ['egress', 'proxies', index, 'address'], fault.message);
    if (publicAddress !== undefined && isDocumentation(publicAddress)) {
      report(
        'address-documentation',
        ['egress', 'proxies', index, 'publicAddress'],
        `${publicAddress} is in a range for documentation (RFC 5737), which is not routable; set each environment’s Flexible IP under environments.<environment>`,
      );
    }
  }
};

interface Fault {
  readonly id: ProblemId;
  readonly message: Message;
}

function faultIn(address: string, { data: { cluster = {} } }: EnvironmentDraft): Fault | undefined {
  const { privateNetwork, podCidr, serviceCidr, gateway } = cluster;
  for (const [range, what] of [
    [podCidr, 'pods'],
    [serviceCidr, 'services'],
  ] as const) {
    if (range !== undefined && contains(range, address))
      return {
        id: 'address-in-cluster-range',
        message: (environments) => `${address} is inside ${range}, the range of the ${what} of ${environments}`,
      };
  }
  if (privateNetwork === undefined) return undefined;
  if (!contains(privateNetwork, address))
    return {
      id: 'address-outside-network',
      message: (environments) => `${address} is outside ${privateNetwork}, the private network of ${environments}`,
    };
  const edge = edgeOf(privateNetwork, address);
  if (edge)
    return {
      id: 'address-reserved',
      message: (environments) =>
        `${address} is the ${edge} address of ${privateNetwork}, the private network of ${environments}`,
    };
  if (address !== gateway) return undefined;
  return {
    id: 'address-reserved',
    message: (environments) => `${address} is the gateway of the private network of ${environments}`,
  };
}
