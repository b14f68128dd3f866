import { formatAddress } from '../../lint/addresses';
import type { Tenant } from '../../model/types';
import {
  type Endpoint,
  NAMESPACE_NAME,
  type NamespaceClass,
  type PodEndpoint,
  PROTOCOLS,
  type Selector,
  selects,
} from '../../network-policy';
import {
  ANY_OTHER,
  allNamespaces,
  anyPodAmong,
  anyPodForAddresses,
  judgeOf,
  namespaceSelectors,
  podLabels,
  policiesAbout,
} from '../policies';
import { best } from '../types';
import { perWorld, type World } from '../world';
import { type Breakpoints, isWithin } from './breakpoints';
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
  const toAddresses = cellsFor(direction, breakpoints, {
    world,
    own: anyPodForAddresses(world, tenant.namespace),
    namespaces: [tenant.namespace],
  });
  return [
    ...podCells(world, tenant, toPodsOf(tenant, breakpoints, direction)),
    ...addressCells(world, breakpoints, toAddresses),
    ...nodeCells(world, direction, toAddresses),
  ];
}

/** Whether the tenant’s own policies let anything from or to pods of some namespaces through: if not, no other policy can. */
export function letsThrough(
  world: World,
  tenant: Tenant,
  breakpoints: Breakpoints,
  isAsked: (name: string) => boolean,
): boolean {
  return (['to', 'from'] as const).some((direction) => {
    const isOpen = opennessOf(world, tenant, toPodsOf(tenant, breakpoints, direction));
    return allNamespaces(world).some((each) => each.name !== undefined && isAsked(each.name) && isOpen(each));
  });
}

interface Asking {
  readonly world: World;
  readonly own: readonly PodEndpoint[];
  /** Namespaces that ports are cut for. */
  readonly namespaces: readonly string[];
}

function cellsFor(direction: Direction, breakpoints: Breakpoints, { world, own, namespaces }: Asking): CellsOf {
  const pods = own.map((pod) => ({ ...pod, node: OWN_NODE }));
  return (other, base) => {
    // A tenant chooses the labels of its pods, so what one of them reaches, the tenant reaches.
    const judges = pods.map((pod) => (direction === 'to' ? judgeOf(world, pod, other) : judgeOf(world, other, pod)));
    return PROTOCOLS.flatMap((protocol) =>
      breakpoints.portsOf(protocol, namespaces).flatMap(({ first, last }): Cell[] => {
        const verdict = best(judges.map((judge) => judge(protocol, first)));
        return verdict === 'denied' ? [] : [{ direction, by: 'direct', ...base, protocol, first, last, verdict }];
      }),
    );
  };
}

function toPodsOf({ namespace: home }: Tenant, breakpoints: Breakpoints, direction: Direction): CellsToPods {
  return (world, namespace) => {
    const namespaces = [...new Set([home, namespace])];
    return cellsFor(direction, breakpoints, { world, own: anyPodAmong(world, home, namespaces), namespaces });
  };
}

type CellsOf = (other: Endpoint, base: Pick<Cell, 'what' | 'range'>) => readonly Cell[];

/** Addresses outside of the cluster. On Calico those of nodes are among them. */
function addressCells({ context }: World, { addresses }: Breakpoints, cells: CellsOf): readonly Cell[] {
  const { cluster } = context.environment;
  return addresses.flatMap((range) => {
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

type CellsToPods = (judged: World, namespace: string) => CellsOf;

function podCells(world: World, tenant: Tenant, toPods: CellsToPods): readonly Cell[] {
  const isOpen = opennessOf(world, tenant, toPods);
  return allNamespaces(world).flatMap((namespace) =>
    isOpen(namespace) ? ofNamespace(world, tenant.namespace, namespace, toPods) : [],
  );
}

/** What the tenant’s own policies refuse of one namespace, they refuse of all that look the same to them. */
function opennessOf(world: World, { namespace: home }: Tenant, toPods: CellsToPods): (one: NamespaceClass) => boolean {
  const policies = policiesAbout(world, [home]);
  const alone: World = { ...world, policies };
  const selected = namespaceSelectors(policies).map((selector) => namespacesOf(world, selector));
  const known = new Map<string, boolean>();
  return (namespace) => {
    const key = `${namespace.name === home} ${selected.map((each) => each.has(namespace)).join()}`;
    const isOpen = known.get(key) ?? ofNamespace(alone, home, namespace, toPods).length > 0;
    known.set(key, isOpen);
    return isOpen;
  };
}

const namespacesBySelector = perWorld(() => new Map<string, ReadonlySet<NamespaceClass>>());

/** Namespaces that a selector selects: many policies have the same one. */
function namespacesOf(world: World, selector: Selector): ReadonlySet<NamespaceClass> {
  const known = namespacesBySelector(world);
  const key = JSON.stringify(selector);
  const found = known.get(key) ?? new Set(allNamespaces(world).filter(({ labels }) => selects(selector, labels)));
  known.set(key, found);
  return found;
}

function ofNamespace(
  world: World,
  home: string,
  { name, labels }: NamespaceClass,
  toPods: CellsToPods,
): readonly Cell[] {
  const where = name === undefined ? describeOther(labels) : `pods of ${name}`;
  const cells = toPods(world, name ?? ANY_OTHER);
  const classes = podLabels(world, [home, name ?? ANY_OTHER]);
  const all = classes.map((own) => ({
    own,
    cells: cells({ namespace: name ?? ANY_OTHER, namespaceLabels: labels, labels: own }, { what: where }),
  }));
  const shape = (each: readonly Cell[]) =>
    each.map(({ protocol, first, last, verdict }) => `${protocol} ${first} ${last} ${verdict}`).join();
  const [first] = all;
  if (!first) return [];
  if (all.every((each) => shape(each.cells) === shape(first.cells))) return first.cells;
  // The class with the fewest labels stands for others that are decided alike.
  const shown = new Map<string, readonly Cell[]>();
  for (const { own, cells: found } of all) {
    if (found.length === 0 || shown.has(shape(found))) continue;
    shown.set(
      shape(found),
      found.map((cell) => ({ ...cell, what: `${where}${describeLabels(own)}` })),
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
