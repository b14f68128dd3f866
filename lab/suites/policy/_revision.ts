import type { Host } from '../../machine/host';

/**
 * Waits until each endpoint of a node has the policies that its agent has. Cilium changes the endpoints one by one, and late
 * on a busy machine.
 *
 * @param dbg the agent's own client, `cilium-dbg`
 */
export async function endpointsHavePolicies(node: Host, dbg: string): Promise<void> {
  const [, revision] = /^Revision: (\d+)$/m.exec(await node.must([dbg, 'policy', 'get'])) ?? [];
  if (revision === undefined) throw new Error(`the agent of ${node.name} names no revision of its policies`);
  await node.must([dbg, 'policy', 'wait', revision, '--max-wait-time', '120']);
}
