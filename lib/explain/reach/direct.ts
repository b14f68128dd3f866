import { groupsOf } from '../../groups';
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
  addressSightsOf,
  allNamespaces,
  anyPodAmong,
  anyPodForAddresses,
  judgesOf,
  podLabels,
  policiesAbout,
} from '../policies';
import { namespaceSelectors } from '../selectors';
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
    ...addressCells(world, tenant, breakpoints, toAddresses),
    ...nodeCells(world, direction, toAddresses),
  ];
}

/** Whether the tenant’s own policies let anything from or to pods of some namespaces through: if not, no other policy can. */
export function letsThrough(
  world: World,
  tenant: Tenant,
  breakpoints: Breakpoints,
  namespaces: readonly string[],
): boolean {
  return (['to', 'from'] as const).some((direction) => {
    const isOpen = opennessOf(world, tenant, toPodsOf(tenant, breakpoints, direction));
    return namespacesIn(world, namespaces).some(isOpen);
  });
}

interface Asking {
  readonly world: World;
  readonly own: readonly PodEndpoint[];
  /** Namespaces that ports are cut for. */
  readonly namespaces: readonly string[];
}

function cellsFor(direction: Direction, breakpoints: Breakpoints, { world, own, namespaces }: Asking): CellsOf {
  // A tenant chooses the labels of its pods, so what one of them reaches, the tenant reaches.
  const pods = own.map((pod) => ({ ...pod, node: OWN_NODE }));
  const ranges = PROTOCOLS.flatMap((protocol) => breakpoints.portsOf(protocol, namespaces));
  return (other, base) => {
    const judge = judgesOf(world, direction, pods, other);
    const cells: Cell[] = [];
    for (const { protocol, first, last } of ranges) {
      const verdict = judge(protocol, first);
      if (verdict !== 'denied') cells.push({ direction, by: 'direct', ...base, protocol, first, last, verdict });
    }
    return cells;
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
function addressCells(
  world: World,
  { namespace }: Tenant,
  { addresses }: Breakpoints,
  cells: CellsOf,
): readonly Cell[] {
  const { cluster } = world.context.environment;
  const sightOf = addressSightsOf(world, namespace);
  const known = new Map<string, readonly Cell[]>();
  return addresses.flatMap((range) => {
    // Pods are judged as pods, and what is behind a Service is not at the Service’s address.
    if (isWithin(range, cluster.podCidr) || isWithin(range, cluster.serviceCidr)) return [];
    const sight = sightOf(range.first);
    const alike = known.get(sight) ?? cells({ address: formatAddress(range.first) }, {});
    known.set(sight, alike);
    return alike.map((cell) => ({ ...cell, range }));
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
  const { told, other } = namespacesToldApart(world, tenant.namespace);
  const all = other && isOpen(other) ? allNamespaces(world) : told;
  return all.flatMap((namespace) => (isOpen(namespace) ? ofNamespace(world, tenant.namespace, namespace, toPods) : []));
}

/** What the tenant’s own policies refuse of one namespace, they refuse of all that look the same to them. */
function opennessOf(world: World, { namespace: home }: Tenant, toPods: CellsToPods): (one: NamespaceClass) => boolean {
  const policies = policiesAbout(world, [home]);
  const alone: World = { ...world, policies };
  const selected = ownSelectors(world, home).map((selector) => namespacesOf(world, selector).all);
  const known = new Map<string, boolean>();
  return (namespace) => {
    const key = `${namespace.name === home} ${selected.map((each) => each.has(namespace)).join()}`;
    const isOpen = known.get(key) ?? ofNamespace(alone, home, namespace, toPods).length > 0;
    known.set(key, isOpen);
    return isOpen;
  };
}

interface ToldApart {
  /** In order. */
  readonly told: readonly NamespaceClass[];
  /** Stands for all others, which look the same to all policies about the tenant; undefined: there are no others. */
  readonly other?: NamespaceClass;
}

/** The namespaces that a policy about a tenant tells from most others. */
function namespacesToldApart(world: World, home: string): ToldApart {
  const all = allNamespaces(world);
  const told = new Set(ownSelectors(world, home).flatMap((selector) => namespacesOf(world, selector).fewer));
  for (const own of namespacesIn(world, [home])) told.add(own);
  const other = all.length > told.size ? all.find((each) => !told.has(each)) : undefined;
  const places = placesOfNamespaces(world);
  return {
    told: [...told].sort((a, b) => (places.get(a) ?? 0) - (places.get(b) ?? 0)),
    ...(other ? { other } : {}),
  };
}

const placesOfNamespaces = perWorld((world) => new Map(allNamespaces(world).map((each, index) => [each, index])));

const namespacesByName = perWorld((world) => groupsOf(allNamespaces(world), ({ name }) => name));

function namespacesIn(world: World, names: readonly string[]): readonly NamespaceClass[] {
  return names.flatMap((name) => namespacesByName(world).get(name) ?? []);
}

/** Selectors of namespaces in the policies about a tenant, each once. */
function ownSelectors(world: World, home: string): readonly Selector[] {
  const selectors = namespaceSelectors(policiesAbout(world, [home]));
  return [...new Map(selectors.map((each) => [JSON.stringify(each), each])).values()];
}

interface Selected {
  readonly all: ReadonlySet<NamespaceClass>;
  /** Those that are selected, or those that are not: what is fewer. */
  readonly fewer: readonly NamespaceClass[];
}

const namespacesBySelector = perWorld(() => new Map<string, Selected>());

/** Namespaces that a selector selects: many policies have the same one. */
function namespacesOf(world: World, selector: Selector): Selected {
  const known = namespacesBySelector(world);
  const key = JSON.stringify(selector);
  const found = known.get(key) ?? select(world, selector);
  known.set(key, found);
  return found;
}

function select(world: World, selector: Selector): Selected {
  const every = allNamespaces(world);
  const byName = selector.find(({ key, operator }) => key === NAMESPACE_NAME && operator === 'In');
  const candidates = byName ? [...namespacesIn(world, [...new Set(byName.values)]), ...unnamed(world)] : every;
  const selected = new Set(candidates.filter(({ labels }) => selects(selector, labels)));
  const isFew = selected.size * 2 <= every.length;
  return { all: selected, fewer: isFew ? [...selected] : every.filter((each) => !selected.has(each)) };
}

/** Namespaces that nothing names. */
const unnamed = perWorld((world) => allNamespaces(world).filter(({ name }) => name === undefined));

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
  if (!first || all.every((each) => each.cells.length === 0)) return [];
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
