import type { ListNode, MapNode, Node } from '../settings/node';

/** The environment's defaults under each workload, and its resources under each container. */
export function withDefaults(tenant: MapNode, environment: MapNode): MapNode {
  const defaults = environment.entries.get('workloads');
  if (defaults?.kind !== 'map') return tenant;
  const resources: MapNode = { ...defaults, entries: new Map(defaults.entries) };
  resources.entries.delete('replicas');
  return eachEntry(tenant, 'workloads', (workload) => {
    const main = underlay(withoutDefault(workload), scales(workload) ? defaults : resources);
    const withInit = eachEntry(main, 'initContainers', (container) => underlay(container, resources));
    return eachEntry(withInit, 'sidecars', (container) => underlay(container, resources));
  });
}

/** Without `replicas: default`, which an override sets to have the default again. */
function withoutDefault(workload: MapNode): MapNode {
  const { replicas, ...others } = Object.fromEntries(workload.entries);
  return replicas?.kind === 'value' && replicas.value === 'default'
    ? { ...workload, entries: new Map(Object.entries(others)) }
    : workload;
}

/** Fills in from `defaults` what `node` does not set. */
function underlay(node: MapNode, defaults: MapNode): MapNode {
  const entries = new Map(node.entries);
  for (const [key, value] of defaults.entries) {
    const said = entries.get(key);
    if (!said && !node.pruned?.has(key)) entries.set(key, value);
    else if (said?.kind === 'map' && value.kind === 'map') entries.set(key, underlay(said, value));
  }
  return { ...node, entries };
}

function eachEntry(node: MapNode, key: string, change: (entry: MapNode) => Node): MapNode {
  const list = node.entries.get(key);
  if (list?.kind !== 'list') return node;
  const changed: ListNode = { ...list, items: list.items.map((item) => (item.kind === 'map' ? change(item) : item)) };
  return { ...node, entries: new Map(node.entries).set(key, changed) };
}

/** Whether the environment's replicas are for it. An autoscaler has a number of its own. */
function scales(workload: MapNode): boolean {
  if (workload.entries.has('autoscale')) return false;
  const kind = workload.entries.get('kind');
  return kind === undefined || (kind.kind === 'value' && (kind.value === 'Deployment' || kind.value === 'StatefulSet'));
}
