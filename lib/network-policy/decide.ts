import { holds, isIpv4 } from '../lint/addresses';
import { type Datapath, isMatchedByAbsence, isMatchedByAddress, portNumber, visibleLabels } from './datapath';
import {
  addressesOf,
  asDatapathSees,
  type Connection,
  describe,
  type Endpoint,
  isOutside,
  isOwnNode,
  isPod,
  isSelf,
  type PodEndpoint,
} from './endpoints';
import { type DenyPolicy, denies, deniesIpv6 } from './global-policy';
import { type PolicySet, readOnce } from './objects';
import { selects } from './selectors';
import type { Direction, Peer, Policy, PortRule, Rule } from './types';

type Answer = 'allowed' | 'denied' | 'undecided';

/** Something that led to the answer. */
interface Reason {
  /** For example `NetworkPolicy own/web`. Undefined: no object says it, the datapath does. */
  readonly object?: string;
  /** Whether it is about leaving the source or about entering the destination. Undefined: about both. */
  readonly direction?: Direction;
  /** Index of the rule in `egress` or `ingress` that lets the connection through. */
  readonly rule?: number;
  readonly text: string;
}

export interface Decision {
  readonly answer: Answer;
  readonly because: readonly Reason[];
}

/** The objects of a cluster, and what enforces them. */
export interface Enforcement {
  /** Objects of any kind: a list that is not changed afterwards, since it is read once. Kinds that are not understood and may select a pod of the connection make it undecided. */
  readonly policies: readonly object[];
  readonly datapath: Datapath;
  /** All pods of the cluster: names of ports in `egress` on Cilium depend on them. @default - unknown */
  readonly pods?: readonly PodEndpoint[];
}

/**
 * Decides whether the cluster lets a connection through: out of the one pod, and into the other. `Datapath` lists what
 * differs between the two.
 *
 * @throws EgressError (1) for a NetworkPolicy that the API server would refuse
 */
export function decide(enforcement: Enforcement, connection: Connection): Decision {
  const { datapath, policies, pods } = enforcement;
  const set = readOnce(policies, datapath);
  if (isSelf(connection.from, connection.to)) return allowed({ text: 'a pod always reaches itself' });
  const [from, to] = [asDatapathSees(connection.from), asDatapathSees(connection.to)];
  const unknown = set.unknown.filter(({ namespace }) => namespace === undefined || isIn(namespace, [from, to]));
  if (unknown.length > 0) {
    return { answer: 'undecided', because: unknown.map(({ object, why }) => ({ object, text: `${object} ${why}` })) };
  }
  const seen: Seen = { set, datapath, ...(pods ? { pods } : {}), connection: { ...connection, from, to } };
  const sides = [decideSide(seen, 'egress'), decideSide(seen, 'ingress')];
  const answer = (['denied', 'undecided'] as const).find((each) => sides.some((side) => side.answer === each));
  // What policies deny is denied in any case.
  if (answer !== 'denied' && datapath === 'cilium' && connection.protocol === 'SCTP' && [from, to].some(isPod))
    return undecided({ text: 'Cilium drops SCTP unless the agent runs with enable-sctp' });
  const relevant = answer ? sides.filter((side) => side.answer === answer) : sides;
  return { answer: answer ?? 'allowed', because: relevant.flatMap(({ because }) => because) };
}

interface Seen {
  readonly set: PolicySet;
  readonly datapath: Datapath;
  readonly pods?: readonly PodEndpoint[];
  readonly connection: Connection;
}

/** What no policy is about passes; otherwise any rule of any policy lets pass. */
function decideSide(seen: Seen, direction: Direction): Decision {
  const { set, datapath, connection } = seen;
  const [own, other] = direction === 'egress' ? [connection.from, connection.to] : [connection.to, connection.from];
  if (!isPod(own)) return allowed({ direction, text: `network policies do not select ${describe(own)}` });
  const node = direction === 'ingress' && !isPod(other) && !isOutside(other) ? isOwnNode(own, other) : false;
  if (node) return allowed({ direction, text: 'the own node is always let in' });
  const denying = direction === 'egress' ? set.denyPolicies.filter(({ namespace }) => namespace === own.namespace) : [];
  const early = denying.flatMap((policy) => denial(policy, seen) ?? []);
  if (early[0]) return early.find(({ answer }) => answer === 'denied') ?? early[0];
  const labels = visibleLabels(datapath, own.labels);
  const policies = policiesFor(set.policies, direction, { namespace: own.namespace, labels });
  // A pod that a policy of Calico selects is isolated, although that policy itself only denies.
  if (policies.length === 0 && denying.length === 0)
    return allowed({ direction, text: `no policy is about ${direction} of ${describe(own)}` });
  const rules = policies.flatMap((policy) =>
    (policy[direction] ?? []).map((rule, index) => ({
      policy,
      index,
      matches: matches(rule, policy, direction, seen),
    })),
  );
  const passing = rules.filter(({ matches }) => matches);
  if (passing.length > 0) {
    const because = passing.map(({ policy, index }) => reason(policy, direction, 'lets it through', index));
    return { answer: 'allowed', because };
  }
  const open = rules.filter(({ matches }) => matches === undefined);
  if (open.length > 0) {
    const why = 'names a port; on Cilium its number depends on all pods of the cluster, which are not given';
    return { answer: 'undecided', because: open.map(({ policy, index }) => reason(policy, direction, why, index)) };
  }
  if (node === undefined) return undecided({ direction, text: 'whether this is the own node is not given' });
  const isolating = policies.map((policy) => reason(policy, direction, 'selects the pod, and no rule lets it through'));
  const silent = denying.map(({ name }) =>
    globalReason(name, 'selects the pod, and no network policy lets it through'),
  );
  return { answer: 'denied', because: [...isolating, ...silent] };
}

/** What a policy that only denies says of the connection. Undefined: nothing. */
function denial({ name, rules }: DenyPolicy, { connection }: Seen): Decision | undefined {
  const { to, protocol, port } = connection;
  for (const address of addressesOf(to)) {
    if (!isIpv4(address)) {
      if (deniesIpv6(rules)) return { answer: 'denied', because: [globalReason(name, 'denies IPv6')] };
      return { answer: 'undecided', because: [globalReason(name, 'is judged for IPv4 only')] };
    }
    if (denies(rules, { address, protocol, port }))
      return { answer: 'denied', because: [globalReason(name, 'denies it')] };
  }
  return undefined;
}

/** The policies that isolate a pod in a direction; none: it is not isolated there. */
export function policiesFor(
  policies: readonly Policy[],
  direction: Direction,
  pod: Pick<PodEndpoint, 'namespace' | 'labels'>,
): readonly Policy[] {
  return policies.filter(
    (policy) => policy[direction] && policy.namespace === pod.namespace && selects(policy.pods, pod.labels),
  );
}

/** Whether a rule lets the connection through. Undefined: it depends on what is not known. */
function matches(rule: Rule, policy: Policy, direction: Direction, seen: Seen): boolean | undefined {
  const { connection, datapath } = seen;
  const other = direction === 'egress' ? connection.to : connection.from;
  if (rule.peers !== 'anyone' && !rule.peers.some((peer) => isPeer(peer, policy, other, datapath))) return false;
  if (rule.ports === 'any') return true;
  const ports = rule.ports.map((port) => isPort(port, direction, seen));
  return ports.includes(true) || (ports.includes(undefined) ? undefined : false);
}

function isPeer(peer: Peer, policy: Policy, other: Endpoint, datapath: Datapath): boolean {
  if (peer.kind === 'addresses') {
    if (!isMatchedByAddress(datapath, other)) return false;
    // ::/0 holds no IPv4 address, although both lie on one number line here.
    return addressesOf(other).some((address) =>
      peer.ranges.some((range) => isIpv4(range.last) === isIpv4(address) && holds(range, address)),
    );
  }
  if (!isPod(other)) return isMatchedByAbsence(datapath, peer);
  const isInNamespace =
    peer.namespaces === 'own' ? other.namespace === policy.namespace : selects(peer.namespaces, other.namespaceLabels);
  return isInNamespace && selects(peer.pods, visibleLabels(datapath, other.labels));
}

function isPort(rule: PortRule, direction: Direction, { connection, datapath, pods }: Seen): boolean | undefined {
  const { protocol, port, to } = connection;
  if (rule.protocol !== protocol) return false;
  if (!('name' in rule)) return rule.first <= port && port <= rule.last;
  const number = portNumber(datapath, { direction, name: rule.name, protocol, to }, pods);
  return number === undefined ? undefined : number === port;
}

function isIn(namespace: string, endpoints: readonly Endpoint[]): boolean {
  return endpoints.some((each) => isPod(each) && each.namespace === namespace);
}

function reason({ namespace, name }: Policy, direction: Direction, what: string, rule?: number): Reason {
  const object = `NetworkPolicy ${namespace}/${name}`;
  if (rule === undefined) return { object, direction, text: `${object} (${direction}) ${what}` };
  return { object, direction, rule, text: `${object}, ${direction}[${rule}], ${what}` };
}

function globalReason(name: string, what: string): Reason {
  const object = `GlobalNetworkPolicy ${name}`;
  return { object, direction: 'egress', text: `${object} ${what}` };
}

function allowed(reason: Reason): Decision {
  return { answer: 'allowed', because: [reason] };
}

function undecided(reason: Reason): Decision {
  return { answer: 'undecided', because: [reason] };
}
