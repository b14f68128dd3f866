import { formatAddress } from '../../lint/addresses';
import type { Tenant } from '../../model/types';
import {
  type Endpoint,
  labelClasses,
  NAMESPACE_NAME,
  type NamespaceClass,
  type PodEndpoint,
  PROTOCOLS,
  selects,
} from '../../network-policy';
import { ANY_OTHER, allNamespaces, anyPodOf, decidePolicies, namespaceSelectors, podSelectors } from '../policies';
import { best, type Verdict } from '../types';
import type { World } from '../world';
import { addressRanges, type Breakpoints, isWithin, portRanges } from './breakpoints';
import type { Cell } from './cells';

type Direction = Cell['direction'];

const OWN_NODE = 'own';

/** What pods of a tenant reach without the proxy, or who reaches them: addresses, and pods of all namespaces that there can be. */
export function directCells(
  world: World,
  tenant: Tenant,
  breakpoints: Breakpoints,
  direction: Direction,
): readonly Cell[] {
  const own = anyPodOf(world, tenant.namespace).map((pod) => ({ ...pod, node: OWN_NODE }));
  const cellsFor =
    (judged: World): CellsOf =>
    (other, base) =>
      PROTOCOLS.flatMap((protocol) =>
        portRanges(breakpoints, protocol).flatMap(({ first, last }): Cell[] => {
          const verdict = decideFor(judged, own, other, direction, protocol, first);
          return verdict === 'denied' ? [] : [{ direction, by: 'direct', ...base, protocol, first, last, verdict }];
        }),
      );
  return [
    ...podCells(world, tenant, cellsFor),
    ...addressCells(world, breakpoints, cellsFor(world)),
    ...nodeCells(world, direction, cellsFor(world)),
  ];
}

type CellsOf = (other: Endpoint, base: Pick<Cell, 'what' | 'range'>) => readonly Cell[];

/** A tenant chooses the labels of its pods, so what one of them reaches, the tenant reaches. */
function decideFor(
  world: World,
  own: readonly PodEndpoint[],
  other: Endpoint,
  direction: Direction,
  protocol: 'TCP' | 'UDP' | 'SCTP',
  port: number,
): Verdict {
  return best(
    own.map((pod) => {
      const [from, to] = direction === 'to' ? [pod, other] : [other, pod];
      return decidePolicies(world, [from], [{ endpoint: to, port }], protocol).verdict;
    }),
  );
}

/** Addresses outside of the cluster. On Calico those of nodes are among them. */
function addressCells({ context }: World, breakpoints: Breakpoints, cells: CellsOf): readonly Cell[] {
  const { cluster } = context.environment;
  return addressRanges(breakpoints).flatMap((range) => {
    // Pods are judged as pods, and what is behind a Service is not at the Service’s address.
    if (isWithin(range, cluster.podCidr) || isWithin(range, cluster.serviceCidr)) return [];
    return cells({ address: formatAddress(range.first) }, { range });
  });
}

/** Nodes: the one that a pod runs on, and, where they are not judged by their addresses, others. */
function nodeCells({ datapaths }: World, direction: Direction, cells: CellsOf): readonly Cell[] {
  const own = direction === 'from' ? cells({ node: OWN_NODE }, { what: 'the node that the pod runs on' }) : [];
  return [...own, ...(datapaths.includes('cilium') ? cells({ node: 'another' }, { what: 'other nodes' }) : [])];
}

function podCells(world: World, tenant: Tenant, cellsFor: (judged: World) => CellsOf): readonly Cell[] {
  const ownPolicies = world.policies.filter(({ object: { metadata } }) =>
    [undefined, tenant.namespace].includes(metadata.namespace),
  );
  const selectors = namespaceSelectors(ownPolicies);
  const signature = ({ name, labels }: NamespaceClass) =>
    `${name === tenant.namespace} ${selectors.map((selector) => selects(selector, labels)).join()}`;
  const alone: World = { ...world, policies: ownPolicies };
  const open = new Map<string, boolean>();
  return allNamespaces(world).flatMap((namespace): readonly Cell[] => {
    const key = signature(namespace);
    // What the tenant’s own policies refuse of one namespace, they refuse of all that look the same to them.
    const isOpen = open.get(key) ?? ofNamespace(alone, namespace, cellsFor(alone)).length > 0;
    open.set(key, isOpen);
    return isOpen ? ofNamespace(world, namespace, cellsFor(world)) : [];
  });
}

function ofNamespace(world: World, { name, labels }: NamespaceClass, cells: CellsOf): readonly Cell[] {
  const where = name === undefined ? describeOther(labels) : `pods of ${name}`;
  const classes = labelClasses(podSelectors(world.policies));
  const all = classes.map((podLabels) => ({
    podLabels,
    cells: cells({ namespace: name ?? ANY_OTHER, namespaceLabels: labels, labels: podLabels }, { what: where }),
  }));
  const shape = (each: readonly Cell[]) =>
    each.map(({ protocol, first, last, verdict }) => `${protocol} ${first} ${last} ${verdict}`).join();
  const [first] = all;
  if (!first) return [];
  if (all.every((each) => shape(each.cells) === shape(first.cells))) return first.cells;
  // The class with the fewest labels stands for others that are decided alike.
  const shown = new Map<string, readonly Cell[]>();
  for (const { podLabels, cells: found } of all) {
    if (found.length === 0 || shown.has(shape(found))) continue;
    shown.set(
      shape(found),
      found.map((cell) => ({ ...cell, what: `${where}${describeLabels(podLabels)}` })),
    );
  }
  return [...shown.values()].flat();
}

function describeOther(labels: Readonly<Record<string, string>>): string {
  const { [NAMESPACE_NAME]: _, ...others } = labels;
  return `pods of any other namespace${describeLabels(others)}`;
}

function describeLabels(labels: Readonly<Record<string, string>>): string {
  const texts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? '' : ` with ${texts.join(', ')}`;
}
