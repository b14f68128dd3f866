import type { Host } from '../machine/host';
import { CONTROL_PLANE, type Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import type { Api } from './api';

/** Waits until every node has a range for its pods. Returns the ranges, in the order of the nodes. */
export function podRanges(api: Api, { nodes }: Topology): Promise<readonly string[]> {
  return waitFor('every node has a range for its pods', async () => {
    const objects = await api.list('/api/v1/nodes');
    const ranges = nodes.map(
      ({ name }) => objects.find(({ metadata }) => metadata.name === name)?.spec?.podCIDR as string | undefined,
    );
    return ranges.every((range) => range !== undefined) ? (ranges as string[]) : undefined;
  });
}

/** Leads each node's pods to it from everywhere in the cluster, as the provider's routes or BGP would. */
export async function routePods(api: Api, topology: Topology, hosts: ReadonlyMap<string, Host>): Promise<void> {
  const ranges = await podRanges(api, topology);
  await Promise.all(
    [CONTROL_PLANE, ...topology.nodes.map((node) => node.name)].map((name) => {
      const routes = topology.nodes.flatMap((node, index) =>
        node.name === name ? [] : [`route replace ${ranges[index]} via ${node.address}\n`],
      );
      return (hosts.get(name) as Host).must(['ip', '-batch', '-'], { input: routes.join('') });
    }),
  );
}
