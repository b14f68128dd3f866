import { groupsOf } from '../groups';
import { addressBits, formatAddress, IPV4 } from '../lint/addresses';
import {
  addressSights,
  answersBetween,
  type Connection,
  type Datapath,
  type Decision,
  decide,
  type Endpoint,
  type Enforcement,
  type Labels,
  labelClasses,
  type NamespaceClass,
  namespaceClasses,
  type PodEndpoint,
  type Protocol,
  parseCidr,
  readDenyPolicy,
  type Selector,
  selects,
  visibleLabels,
} from '../network-policy';
import { isKind, list, map, maps, type Rendered } from '../rules';
import { namespaceSelectors, podSelectors, subjectSelectors } from './selectors';
import type { Verdict } from './types';
import { type KnownPod, labelsOfNamespace, perWorld, type World } from './world';

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
  const open = new Set<string>();
  for (const datapath of world.datapaths) {
    for (const source of from) {
      for (const { endpoint, port } of to) {
        const decision = decideOne(world, datapath, { from: source, to: endpoint, protocol, port });
        if (!seen.has(decision.answer)) seen.set(decision.answer, { decision, datapath });
        if (decision.answer !== 'denied' && 'namespace' in endpoint) open.add(endpoint.namespace);
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
      ? whichOf(to, open)
      : `${first[1].datapath} and ${second[1].datapath} decide differently, and cluster.cni is not set`;
  return { verdict: 'undecided', decision: (seen.get('undecided') ?? second[1]).decision, differs };
}

function whichOf(to: readonly Candidate[], open: ReadonlySet<string>): string {
  const isPods = to.every(({ endpoint }) => 'namespace' in endpoint);
  if (!isPods || open.size === 0 || open.has(ANY_OTHER))
    return 'it depends on which of the possible pods or addresses it is';
  const names = [...open].sort().join(', ');
  return `it depends on whose pod it is: those of ${names} may be reached, those of other namespaces are not (--pod names it)`;
}

/** Decides connections of some pods, port by port, as {@link decidePolicies} does: what one of them reaches is reached. */
export function judgesOf(
  world: World,
  direction: 'to' | 'from',
  own: readonly PodEndpoint[],
  other: Endpoint,
): (protocol: Protocol, port: number) => Verdict {
  const [first] = own;
  const enforcement = first ? enforcementBetween(world, first, other) : { policies: [], pods: [] };
  const judges = own.map((pod) =>
    world.datapaths.map((datapath) =>
      direction === 'to'
        ? answersBetween({ ...enforcement, datapath }, pod, other)
        : answersBetween({ ...enforcement, datapath }, other, pod),
    ),
  );
  return (protocol, port) => {
    let found: Verdict = 'denied';
    for (const answers of judges) {
      const answer = sharedAnswer(answers, protocol, port);
      if (answer === 'allowed') return answer;
      if (answer === 'undecided') found = answer;
    }
    return found;
  };
}

/** What all datapaths answer; undecided: they differ. */
function sharedAnswer(
  answers: readonly ReturnType<typeof answersBetween>[],
  protocol: Protocol,
  port: number,
): Verdict {
  let shared: Verdict | undefined;
  for (const answerTo of answers) {
    const answer = answerTo(protocol, port);
    shared ??= answer;
    if (answer !== shared) return 'undecided';
  }
  return shared ?? 'undecided';
}

/** How the policies about a namespace see an address outside of the cluster: those that look the same are decided alike. */
export function addressSightsOf(world: World, namespace: string): (address: bigint) => string {
  const enforcement = enforcementOf(world)([namespace], false);
  const sights = world.datapaths.map((datapath) => addressSights({ ...enforcement, datapath }));
  return (address) => sights.map((sight) => sight(address)).join();
}

function decideOne(world: World, datapath: Datapath, connection: Connection): Decision {
  return decide({ ...enforcementBetween(world, connection.from, connection.to), datapath }, connection);
}

function enforcementBetween(world: World, from: Endpoint, to: Endpoint): Pick<Enforcement, 'policies' | 'pods'> {
  const ends = [from, to];
  const namespaces = ends.flatMap((end) => ('namespace' in end ? [end.namespace] : []));
  const toNode = ends.some((end) => 'node' in end);
  return enforcementOf(world)([...new Set(namespaces)].sort(), toNode);
}

const endpoints = new WeakMap<World['pods'], readonly PodEndpoint[]>();

/** Also shared by worlds that have the same pods and other policies. */
function endpointsOf({ pods }: World): readonly PodEndpoint[] {
  const found = endpoints.get(pods) ?? pods.map(({ endpoint }) => endpoint);
  endpoints.set(pods, found);
  return found;
}

/** The policies that can be about pods of some namespaces: the same lists for the same namespaces, since each is read once. */
const enforcementOf = perWorld((world) => {
  const pods = endpointsOf(world);
  const known = new Map<string, Pick<Enforcement, 'policies' | 'pods'>>();
  return (namespaces: readonly string[], toNode: boolean) => {
    const key = `${toNode} ${namespaces.join(' ')}`;
    const found = known.get(key) ?? {
      policies: policiesAbout(world, namespaces)
        .filter((each) => toNode || !opensEntitiesOnly(each))
        .map(({ object }) => object),
      pods,
    };
    known.set(key, found);
    return found;
  };
});

const policiesByNamespace = perWorld(({ policies }) =>
  groupsOf(
    policies.map((policy, index) => ({ policy, index })),
    ({ policy: { object } }) => {
      const { namespace = readDenyPolicy(object)?.namespace ?? '' } = object.metadata;
      return namespace;
    },
  ),
);

const podsByNamespace = perWorld(({ pods }) => groupsOf(pods, ({ endpoint }) => endpoint.namespace));

/** Rendered pods in some namespaces. */
export function podsIn(world: World, namespaces: readonly string[]): readonly KnownPod[] {
  return [...new Set(namespaces)].flatMap((namespace) => podsByNamespace(world).get(namespace) ?? []);
}

const policiesByNamespaces = perWorld(() => new Map<string, readonly Rendered[]>());

/** Policies in some namespaces and those of the whole cluster, in their order. */
export function policiesAbout(world: World, namespaces: readonly string[]): readonly Rendered[] {
  const known = policiesByNamespaces(world);
  const key = namespaces.join(' ');
  const found = known.get(key) ?? readPoliciesAbout(world, namespaces);
  known.set(key, found);
  return found;
}

function readPoliciesAbout(world: World, namespaces: readonly string[]): readonly Rendered[] {
  const byNamespace = policiesByNamespace(world);
  return [...new Set(['', ...namespaces])]
    .flatMap((namespace) => byNamespace.get(namespace) ?? [])
    .sort((a, b) => a.index - b.index)
    .map(({ policy }) => policy);
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

/**
 * Addresses that stand for all public ones to pods of a namespace: at each of them, a range of a policy about these pods or of
 * what is not public ends.
 */
export function publicAddresses(world: World, namespace: string, notPublic: readonly string[]): readonly string[] {
  const holes = notPublic.flatMap((cidr) => parseCidr(cidr) ?? []);
  const ranges = policiesAbout(world, [namespace])
    .flatMap(({ object }) => cidrsIn(object.spec))
    .flatMap((cidr) => parseCidr(cidr) ?? []);
  const starts = [...holes, ...ranges].flatMap(({ first, last }) => [first, last + 1n]);
  const all = [addressBits(SOME_PUBLIC) ?? 0n, IPV4, ...starts];
  const isPublic = (bits: bigint) =>
    bits >> 32n === IPV4 >> 32n && !holes.some(({ first, last }) => first <= bits && bits <= last);
  return [...new Set(all.filter(isPublic))].map(formatAddress);
}

/** Everything that looks like a range, wherever it stands. */
export function cidrsIn(value: unknown): readonly string[] {
  if (typeof value === 'string') return /^[\da-f.:]+\/\d+$/i.test(value) ? [value] : [];
  if (typeof value !== 'object' || value === null) return [];
  return Object.values(value).flatMap(cidrsIn);
}

/** Pods that stand for all that a namespace can have, beyond those that are rendered, to pods of another one. */
export function anyPodOf(world: World, namespace: string, seenFrom: string): readonly PodEndpoint[] {
  return anyPodAmong(world, namespace, [seenFrom, namespace]);
}

/** The same, as far as policies of these namespaces and of the whole cluster tell pods apart. */
export function anyPodAmong(world: World, namespace: string, about: readonly string[]): readonly PodEndpoint[] {
  return podLabels(world, about).map((labels) => podIn(world, namespace, labels));
}

const labelsByNamespaces = perWorld(() => new Map<string, readonly Labels[]>());

/** Labels that policies of these namespaces and of the whole cluster tell apart, those with the fewest first. */
export function podLabels(world: World, about: readonly string[]): readonly Labels[] {
  const known = labelsByNamespaces(world);
  const key = about.join(' ');
  const found = known.get(key) ?? distinctLabels(world, podSelectors(onBothSides(world, about)));
  known.set(key, found);
  return found;
}

function onBothSides(world: World, about: readonly string[]): readonly Rendered[] {
  return [...policiesAbout(world, about), ...(world.other ? policiesAbout(world.other, about) : [])];
}

const LABELS = new WeakMap<World['namespaces'], Map<string, readonly Labels[]>>();

/** Of a world, and of those that differ from it in policies only. */
function labelsBySelectors({ namespaces }: World): Map<string, readonly Labels[]> {
  const found = LABELS.get(namespaces) ?? new Map<string, readonly Labels[]>();
  LABELS.set(namespaces, found);
  return found;
}

/** Classes of labels without those that every selector sees as it sees an earlier one. */
function distinctLabels(world: World, selectors: readonly Selector[]): readonly Labels[] {
  const known = labelsBySelectors(world);
  const distinct = [...new Map(selectors.map((selector) => [JSON.stringify(selector), selector]))].sort();
  const key = distinct.map(([text]) => text).join();
  const found = known.get(key);
  if (found) return found;
  const all = distinct.map(([, selector]) => selector);
  const seen = new Map<string, Labels>();
  for (const labels of labelClasses(all)) {
    const sights = [labels, visibleLabels('cilium', labels)];
    const signature = sights.flatMap((each) => all.map((selector) => selects(selector, each))).join();
    if (!seen.has(signature)) seen.set(signature, labels);
  }
  known.set(key, [...seen.values()]);
  return [...seen.values()];
}

/** The same, as far as it matters for connections to and from addresses. */
export function anyPodForAddresses(world: World, namespace: string): readonly PodEndpoint[] {
  const selectors = subjectSelectors(onBothSides(world, [namespace]));
  return distinctLabels(world, selectors).map((labels) => podIn(world, namespace, labels));
}

function podIn({ namespaces }: World, namespace: string, labels: Labels): PodEndpoint {
  return { namespace, namespaceLabels: labelsOfNamespace(namespaces, namespace), labels };
}

/** Pods that stand for those of all namespaces that there can be, to pods of one of them. */
export function anyPod(world: World, seenFrom: string, addresses?: readonly string[]): readonly PodEndpoint[] {
  return allNamespaces(world).flatMap(({ name = ANY_OTHER, labels: namespaceLabels }) =>
    podLabels(world, [seenFrom, name]).map((labels) => ({
      namespace: name,
      namespaceLabels,
      labels,
      ...(addresses ? { addresses } : {}),
    })),
  );
}

/** The name of a namespace that nothing names. */
export const ANY_OTHER = '(any other)';

/** Namespaces that stand for all that there can be: the rendered ones, those that policies name, and others. */
export const allNamespaces = perWorld(({ namespaces, policies, other }): readonly NamespaceClass[] =>
  namespaceClasses(namespaceSelectors([...policies, ...(other?.policies ?? [])]), namespaces, [
    SYSTEM,
    ...(other?.namespaces.keys() ?? []),
  ]),
);

/** Where the cluster’s own DNS is. */
const SYSTEM = 'kube-system';
