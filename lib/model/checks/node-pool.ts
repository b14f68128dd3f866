import { contains } from '../../settings/address';
import type { TenantCheck } from './_check';

export const checkNodePool: TenantCheck = ({ data, environment, wasWrong }, report) => {
  const { size, sources } = data.nodePool ?? {};
  if (size?.min !== undefined && size.max !== undefined && size.min > size.max) {
    report('pool-size', ['nodePool', 'size', 'min'], `${size.min} is above max, which is ${size.max}`);
  }
  const network = environment?.data.cluster?.privateNetwork;
  if (network === undefined) return;
  if (sources === undefined && !wasWrong(['nodePool', 'sources'])) {
    report(
      'nodes-unknown',
      ['nodePool', 'sources'],
      'is not known, so only network policies and, where it is set, the client certificate keep other tenants’ nodes off this tenant’s proxy; name the addresses of the pool’s nodes',
    );
  }
  for (const [index, range] of (sources ?? []).entries()) {
    if (contains(range, network) && contains(network, range)) {
      report(
        'nodes-whole-network',
        ['nodePool', 'sources', index],
        (environments) =>
          `${range} is the whole private network of ${environments}, so that it keeps no other tenant’s nodes off this tenant’s proxy; name the addresses of the pool’s nodes`,
      );
    } else if (!contains(network, range)) {
      report(
        'address-outside-network',
        ['nodePool', 'sources', index],
        (environments) => `${range} is outside ${network}, the private network of ${environments}`,
      );
    }
  }
};
