import type { Host } from '../machine/host';
import { CONTROL_PLANE, type Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import type { Api } from './api';

/** Leads each node's pods to it from everywhere in the cluster, as the provider's routes or BGP would. */
export async function routePods(api: Api, topology: Topology, hosts: ReadonlyMap<string, Host>): Promise<void> {
  const ranges = await waitFor('every node has a range for its pods', async () => {
    const nodes = await api.list('/api/v1/nodes');
    const known = topology.nodes.map((plan) => ({
      plan,
      range: nodes.find(({ metadata }) => metadata.name === plan.name)?.spec?.podCIDR as string | undefined,
    }));
    return known.every(({ range }) => range) ? known : undefined;
  });
  await Promise.all(
    [CONTROL_PLANE, ...topology.nodes.map((node) => node.name)].map((name) => {
      const routes = ranges
        .filter(({ plan }) => plan.name !== name)
        .map(({ plan, range }) => `route replace ${range} via ${plan.address}\n`);
      return (hosts.get(name) as Host).must(['ip', '-batch', '-'], { input: routes.join('') });
    }),
  );
}
