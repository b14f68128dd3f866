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
import type { Direction, Peer, Policy, PortRule, Protocol, Rule } from './types';

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
  /** All pods of the cluster, in a list that is not changed afterwards: names of ports in `egress` on Cilium depend on them. @default - unknown */
  readonly pods?: readonly PodEndpoint[];
}

/**
 * Decides whether the cluster lets a connection through: out of the one pod, and into the other. `Datapath` lists what
 * differs between the two.
 *
 * @throws EgressError (1) for a NetworkPolicy that the API server would refuse
 */
export function decide(enforcement: Enforcement, { from, to, protocol, port }: Connection): Decision {
  const judge = judgeBetween(enforcement, from, to);
  return { answer: judge.answer(protocol, port), because: judge.because(protocol, port) };
}

/** As {@link decide}, for all connections between two ends: what does not depend on the port is decided once. */
export function answersBetween(
  enforcement: Enforcement,
  from: Endpoint,
  to: Endpoint,
): (protocol: Protocol, port: number) => Answer {
  const judge = judgeBetween(enforcement, from, to);
  return (protocol, port) => judge.answer(protocol, port);
}

/** Answers without the reasons, which take longer to put into words than to find. */
interface Judge {
  answer(protocol: Protocol, port: number): Answer;
  because(protocol: Protocol, port: number): readonly Reason[];
}

function judgeBetween({ datapath, policies, pods }: Enforcement, source: Endpoint, destination: Endpoint): Judge {
  const set = readOnce(policies, datapath);
  if (isSelf(source, destination)) return always('allowed', { text: 'a pod always reaches itself' });
  const [from, to] = [asDatapathSees(source), asDatapathSees(destination)];
  const unknown = set.unknown.filter(({ namespace }) => namespace === undefined || isIn(namespace, [from, to]));
  if (unknown.length > 0) {
    return always('undecided', ...unknown.map(({ object, why }) => ({ object, text: `${object} ${why}` })));
  }
  const seen: Seen = { set, datapath, ...(pods ? { pods } : {}), from, to };
  const isSctpOpen = datapath === 'cilium' && (isPod(from) || isPod(to));
  return new Path(sideOf(seen, 'egress'), sideOf(seen, 'ingress'), isSctpOpen);
}

/** Out of the one end, and into the other. */
class Path implements Judge {
  constructor(
    private readonly out: Judge,
    private readonly into: Judge,
    private readonly isSctpOpen: boolean,
  ) {}

  answer(protocol: Protocol, port: number): Answer {
    const answer = worse(this.out.answer(protocol, port), this.into.answer(protocol, port));
    // What policies deny is denied in any case.
    return answer !== 'denied' && this.isSctpOpen && protocol === 'SCTP' ? 'undecided' : answer;
  }

  because(protocol: Protocol, port: number): readonly Reason[] {
    const sides = [this.out, this.into].map((side) => ({ side, answer: side.answer(protocol, port) }));
    const answer = sides.map((each) => each.answer).reduce(worse);
    if (answer !== 'denied' && this.isSctpOpen && protocol === 'SCTP')
      return [{ text: 'Cilium drops SCTP unless the agent runs with enable-sctp' }];
    return sides.filter((each) => each.answer === answer).flatMap(({ side }) => side.because(protocol, port));
  }
}

function worse(one: Answer, other: Answer): Answer {
  if (one === 'denied' || other === 'denied') return 'denied';
  return one === 'undecided' ? one : other;
}

interface Seen {
  readonly set: PolicySet;
  readonly datapath: Datapath;
  readonly pods?: readonly PodEndpoint[];
  readonly from: Endpoint;
  readonly to: Endpoint;
}

/** A rule that has the other end among its peers. */
interface Matching {
  readonly policy: Policy;
  readonly index: number;
  readonly rule: Rule;
}

function sideOf(seen: Seen, direction: Direction): Judge {
  const { set, datapath, from, to } = seen;
  const [own, other] = direction === 'egress' ? [from, to] : [to, from];
  if (!isPod(own)) return always('allowed', { direction, text: `network policies do not select ${describe(own)}` });
  const node = direction === 'ingress' && !isPod(other) && !isOutside(other) ? isOwnNode(own, other) : false;
  if (node) return always('allowed', { direction, text: 'the own node is always let in' });
  const denying = direction === 'egress' ? set.denyPolicies.filter(({ namespace }) => namespace === own.namespace) : [];
  const labels = visibleLabels(datapath, own.labels);
  const policies = policiesFor(set.policies, direction, { namespace: own.namespace, labels });
  const rules = policies.flatMap((policy) =>
    (policy[direction] ?? []).flatMap((rule, index): Matching[] =>
      hasPeer(rule, policy, other, datapath) ? [{ policy, index, rule }] : [],
    ),
  );
  return new Side(seen, direction, denying, rules, byDefault(policies, denying, direction, own, node));
}

/** What no policy is about passes; otherwise any rule of any policy lets pass. */
class Side implements Judge {
  constructor(
    private readonly seen: Seen,
    private readonly direction: Direction,
    private readonly denying: readonly DenyPolicy[],
    private readonly rules: readonly Matching[],
    private readonly otherwise: Judge,
  ) {}

  answer(protocol: Protocol, port: number): Answer {
    if (this.denying.length > 0) {
      const early = this.denial(protocol, port);
      if (early) return early.answer;
    }
    let isOpen = false;
    for (const { rule } of this.rules) {
      const matches = hasPort(rule, this.direction, this.seen, protocol, port);
      if (matches) return 'allowed';
      isOpen ||= matches === undefined;
    }
    return isOpen ? 'undecided' : this.otherwise.answer(protocol, port);
  }

  because(protocol: Protocol, port: number): readonly Reason[] {
    const early = this.denial(protocol, port);
    if (early) return [early.reason];
    const passing = this.matching(true, protocol, port);
    if (passing.length > 0) return this.reasons(passing, 'lets it through');
    const why = 'names a port; on Cilium its number depends on all pods of the cluster, which are not given';
    const open = this.matching(undefined, protocol, port);
    return open.length > 0 ? this.reasons(open, why) : this.otherwise.because(protocol, port);
  }

  private matching(wanted: boolean | undefined, protocol: Protocol, port: number): readonly Matching[] {
    return this.rules.filter(({ rule }) => hasPort(rule, this.direction, this.seen, protocol, port) === wanted);
  }

  private reasons(rules: readonly Matching[], what: string): readonly Reason[] {
    return rules.map(({ policy, index }) => reason(policy, this.direction, what, index));
  }

  private denial(protocol: Protocol, port: number): Denial | undefined {
    const early = this.denying.flatMap((policy) => denialOf(policy, this.seen.to, protocol, port) ?? []);
    return early.find(({ answer }) => answer === 'denied') ?? early[0];
  }
}

/** What holds where no rule matches. */
function byDefault(
  policies: readonly Policy[],
  denying: readonly DenyPolicy[],
  direction: Direction,
  own: PodEndpoint,
  node: boolean | undefined,
): Judge {
  // A pod that a policy of Calico selects is isolated, although that policy itself only denies.
  if (policies.length === 0 && denying.length === 0)
    return always('allowed', { direction, text: `no policy is about ${direction} of ${describe(own)}` });
  if (node === undefined) return always('undecided', { direction, text: 'whether this is the own node is not given' });
  return {
    answer: () => 'denied',
    because: () => [
      ...policies.map((policy) => reason(policy, direction, 'selects the pod, and no rule lets it through')),
      ...denying.map(({ name }) => globalReason(name, 'selects the pod, and no network policy lets it through')),
    ],
  };
}

interface Denial {
  readonly answer: Answer;
  readonly reason: Reason;
}

/** What a policy that only denies says of the connection. Undefined: nothing. */
function denialOf({ name, rules }: DenyPolicy, to: Endpoint, protocol: Protocol, port: number): Denial | undefined {
  for (const address of addressesOf(to)) {
    if (!isIpv4(address)) {
      return deniesIpv6(rules)
        ? { answer: 'denied', reason: globalReason(name, 'denies IPv6') }
        : { answer: 'undecided', reason: globalReason(name, 'is judged for IPv4 only') };
    }
    if (denies(rules, { address, protocol, port }))
      return { answer: 'denied', reason: globalReason(name, 'denies it') };
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

function hasPeer({ peers }: Rule, policy: Policy, other: Endpoint, datapath: Datapath): boolean {
  return peers === 'anyone' || peers.some((peer) => isPeer(peer, policy, other, datapath));
}

/** Whether a rule that has the peer lets the port through. Undefined: it depends on what is not known. */
function hasPort(
  { ports }: Rule,
  direction: Direction,
  seen: Seen,
  protocol: Protocol,
  port: number,
): boolean | undefined {
  if (ports === 'any') return true;
  let isOpen = false;
  for (const each of ports) {
    const found = isPort(each, direction, seen, protocol, port);
    if (found) return true;
    isOpen ||= found === undefined;
  }
  return isOpen ? undefined : false;
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

function isPort(
  rule: PortRule,
  direction: Direction,
  { to, datapath, pods }: Seen,
  protocol: Protocol,
  port: number,
): boolean | undefined {
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

function always(answer: Answer, ...because: readonly Reason[]): Judge {
  return { answer: () => answer, because: () => because };
}
