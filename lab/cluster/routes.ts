import { formatAddress, parseRange } from '../../lib/settings';
import type { Host } from '../machine/host';
import type { Topology } from '../machine/topology';
import { waitFor } from '../process/wait';
import type { Api } from './api';

/** How many addresses a node has for its pods. */
const RANGE = 256;

/** The range for the pods of each node, in the order of the nodes: the same in each lab with these settings. */
export function podRanges({ nodes, podCidr }: Topology): readonly string[] {
  const { first } = parseRange(podCidr);
  return nodes.map((_, index) => `${formatAddress(first + index * RANGE)}/24`);
}

/** Gives each node its range as soon as it is there, as the controller manager would, in whatever order they come. */
export async function assignPodRanges(api: Api, topology: Topology): Promise<void> {
  const ranges = podRanges(topology);
  await Promise.all(
    topology.nodes.map(async ({ name }, index) => {
      const path = `/api/v1/nodes/${name}`;
      await waitFor(`the node ${name} has registered`, () => api.get(path));
      const podCIDR = ranges[index] as string;
      await api.patch(path, { spec: { podCIDR, podCIDRs: [podCIDR] } });
    }),
  );
}

/** Routes each node's pods to it from these machines, as the provider's routes or BGP would. */
export async function routePods(topology: Topology, from: readonly Host[]): Promise<void> {
  const ranges = podRanges(topology);
  await Promise.all(
    from.map((host) => {
      const routes = topology.nodes.flatMap((node, index) =>
        node.name === host.name ? [] : [`route replace ${ranges[index]} via ${node.address}\n`],
      );
      return host.must(['ip', '-batch', '-'], { input: routes.join('') });
    }),
  );
}
