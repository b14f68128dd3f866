import { addressBits, formatAddress, IPV4 } from '../lint/addresses';
import {
  type Connection,
  type Datapath,
  type Decision,
  decide,
  type Endpoint,
  type Enforcement,
  labelClasses,
  type NamespaceClass,
  namespaceClasses,
  type PodEndpoint,
  type Protocol,
  parseCidr,
  readSelector,
  type Selector,
} from '../network-policy';
import { isKind, list, map, maps, type Rendered } from '../rules';
import type { Verdict } from './types';
import { labelsOfNamespace, type World } from './world';

/** Stands for the public addresses of which nothing in particular is known; any will do. */
export const SOME_PUBLIC = '198.51.100.1';

/** One of the ends that a connection can have, and the port there. */
export interface Candidate {
  readonly endpoint: Endpoint;
  readonly port: number;
}

interface PolicyDecision {
  readonly verdict: Verdict;
  /** The decision that stands for the others: of the first that has the verdict. */
  readonly decision: Decision;
  /** Why it is undecided, where the candidates or the datapaths differ. */
  readonly differs?: string;
}

/**
 * Decides connections from any of some ends to any of some others: only what holds for all of them is an answer.
 * Where the settings do not name the network plugin, it has to hold for both.
 */
export function decidePolicies(
  world: World,
  from: readonly Endpoint[],
  to: readonly Candidate[],
  protocol: Protocol,
): PolicyDecision {
  const seen = new Map<Verdict, { decision: Decision; datapath: Datapath }>();
  for (const datapath of world.datapaths) {
    for (const source of from) {
      for (const { endpoint, port } of to) {
        const decision = decideOne(world, datapath, { from: source, to: endpoint, protocol, port });
        if (!seen.has(decision.answer)) seen.set(decision.answer, { decision, datapath });
      }
    }
  }
  const [first, second] = [...seen];
  if (!first)
    return {
      verdict: 'undecided',
      decision: { answer: 'undecided', because: [] },
      differs: 'nothing is there to connect to',
    };
  if (!second) return { verdict: first[0], decision: first[1].decision };
  const differs =
    first[1].datapath === second[1].datapath
      ? 'it depends on which of the possible pods or addresses it is'
      : `${first[1].datapath} and ${second[1].datapath} decide differently, and cluster.cni is not set`;
  return { verdict: 'undecided', decision: (seen.get('undecided') ?? second[1]).decision, differs };
}

function decideOne(world: World, datapath: Datapath, connection: Connection): Decision {
  const ends = [connection.from, connection.to];
  const namespaces = ends.flatMap((end) => ('namespace' in end ? [end.namespace] : []));
  const toNode = ends.some((end) => 'node' in end);
  return decide({ ...enforcementOf(world, [...new Set(namespaces)].sort(), toNode), datapath }, connection);
}

const KNOWN = new WeakMap<World, Map<string, Pick<Enforcement, 'policies' | 'pods'>>>();

/** The policies that can be about pods of some namespaces: the same lists for the same namespaces. */
function enforcementOf(world: World, namespaces: readonly string[], toNode: boolean) {
  const known = KNOWN.get(world) ?? new Map<string, Pick<Enforcement, 'policies' | 'pods'>>();
  KNOWN.set(world, known);
  const key = `${toNode} ${namespaces.join(' ')}`;
  const found = known.get(key) ?? {
    policies: world.policies
      .filter(({ object: { metadata } }) => metadata.namespace === undefined || namespaces.includes(metadata.namespace))
      .filter((each) => toNode || !opensEntitiesOnly(each))
      .map(({ object }) => object),
    pods: world.pods.map(({ endpoint }) => endpoint),
  };
  known.set(key, found);
  return found;
}

/** Entities that are neither pods nor addresses outside. */
const ENTITIES = ['host', 'remote-node', 'kube-apiserver'];

/** A CiliumNetworkPolicy that only adds connections from or to nodes and the API server: pods and partners are not among them. */
function opensEntitiesOnly(each: Rendered): boolean {
  if (!isKind(each, 'CiliumNetworkPolicy', 'cilium.io')) return false;
  const { endpointSelector: _, egress, ingress, ...others } = map(each.object.spec);
  const rules = [...maps(egress), ...maps(ingress)];
  return (
    Object.keys(others).length === 0 &&
    each.object.specs === undefined &&
    rules.every(({ toEntities, fromEntities, toPorts: _ports, ...rest }) => {
      const entities = [...list(toEntities), ...list(fromEntities)];
      return (
        Object.keys(rest).length === 0 && entities.length > 0 && entities.every((one) => ENTITIES.includes(String(one)))
      );
    })
  );
}

/** Addresses that stand for all public ones: at each of them, a range of a policy or of what is not public ends. */
export function publicAddresses({ policies, context }: World, notPublic: readonly string[]): readonly string[] {
  const holes = notPublic.flatMap((cidr) => parseCidr(cidr) ?? []);
  const ranges = policies.flatMap(({ object }) => cidrsIn(object.spec)).flatMap((cidr) => parseCidr(cidr) ?? []);
  const own = context.promised.flatMap(({ egress }) =>
    egress.proxies.flatMap(({ publicAddress }) => publicAddress ?? []),
  );
  const starts = [...holes, ...ranges].flatMap(({ first, last }) => [first, last + 1n]);
  const all = [addressBits(SOME_PUBLIC) ?? 0n, ...starts, ...own.flatMap((text) => addressBits(text) ?? [])];
  const isPublic = (bits: bigint) =>
    bits >> 32n === IPV4 >> 32n && !holes.some(({ first, last }) => first <= bits && bits <= last);
  return [...new Set(all.filter(isPublic))].map(formatAddress);
}

/** Everything that looks like a range, wherever it stands. */
export function cidrsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[0-9.]+\/\d+$/.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(cidrsIn);
}

/** Pods that stand for all that a namespace can have, beyond those that are rendered. */
export function anyPodOf(world: World, namespace: string): readonly PodEndpoint[] {
  return labelClasses(podSelectors(world.policies)).map((labels) => ({
    namespace,
    namespaceLabels: labelsOfNamespace(world.namespaces, namespace),
    labels,
  }));
}

/** Pods that stand for those of all namespaces that there can be. */
export function anyPod(world: World, addresses?: readonly string[]): readonly PodEndpoint[] {
  const labels = labelClasses(podSelectors(world.policies));
  return allNamespaces(world).flatMap(({ name = ANY_OTHER, labels: namespaceLabels }) =>
    labels.map((each) => ({ namespace: name, namespaceLabels, labels: each, ...(addresses ? { addresses } : {}) })),
  );
}

/** The name of a namespace that nothing names. */
export const ANY_OTHER = '(any other)';

/** Namespaces that stand for all that there can be: the rendered ones, those that policies name, and others. */
export function allNamespaces({ namespaces, policies }: World): readonly NamespaceClass[] {
  return namespaceClasses(namespaceSelectors(policies), namespaces, [SYSTEM]);
}

/** Where the cluster’s own DNS is. */
const SYSTEM = 'kube-system';

export function podSelectors(policies: readonly Rendered[]): readonly Selector[] {
  return policies
    .filter((each) => isKind(each, 'NetworkPolicy', 'networking.k8s.io'))
    .flatMap(({ object: { spec } }) => [map(spec).podSelector, ...peersOf(spec).map(({ podSelector }) => podSelector)])
    .map((selector) => readSelector(selector))
    .filter((selector) => selector.length > 0);
}

/** Selectors of namespaces in the peers of network policies. */
export function namespaceSelectors(policies: readonly Rendered[]): readonly Selector[] {
  return policies
    .filter((each) => isKind(each, 'NetworkPolicy', 'networking.k8s.io'))
    .flatMap(({ object: { spec } }) =>
      peersOf(spec).flatMap(({ namespaceSelector }) => (namespaceSelector ? [readSelector(namespaceSelector)] : [])),
    );
}

function peersOf(spec: unknown) {
  const { egress, ingress } = map(spec);
  return [...maps(egress).flatMap(({ to }) => maps(to)), ...maps(ingress).flatMap(({ from }) => maps(from))];
}
