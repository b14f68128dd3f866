import { addressBits, holds } from '../lint/addresses';
import { selects } from './selectors';
import type { Direction, Labels, Peer, Policy, PortRule, Protocol, Rule } from './types';

export interface PodEndpoint {
  readonly namespace: string;
  /** Labels of its namespace, `kubernetes.io/metadata.name` among them. */
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** Default: none that an ipBlock could hold. */
  readonly addresses?: readonly string[];
  /** Ports by name. Default: none. */
  readonly ports?: Readonly<Record<string, { readonly protocol: Protocol; readonly port: number }>>;
}

/** A pod, or an address that is none of a pod. */
export type Endpoint = PodEndpoint | { readonly address: string };

export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: Protocol;
  readonly port: number;
}

/** Whether the cluster lets a connection through: out of the one pod, and into the other. */
export function allows(policies: readonly Policy[], connection: Connection): boolean {
  return letsOut(policies, connection) && letsIn(policies, connection);
}

function letsOut(policies: readonly Policy[], connection: Connection): boolean {
  return passes(policies, 'egress', connection.from, connection.to, connection);
}

function letsIn(policies: readonly Policy[], connection: Connection): boolean {
  return passes(policies, 'ingress', connection.to, connection.from, connection);
}

/** What no policy is about passes; otherwise any rule of any policy lets pass. */
function passes(
  policies: readonly Policy[],
  direction: Direction,
  own: Endpoint,
  other: Endpoint,
  { to, protocol, port }: Connection,
): boolean {
  if ('address' in own) return true;
  const relevant = policiesFor(policies, direction, own);
  if (relevant.length === 0) return true;
  return relevant.some((policy) =>
    (policy[direction] ?? []).some((rule) => meansPeer(rule, policy, other) && meansPort(rule, protocol, port, to)),
  );
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

function meansPeer({ peers }: Rule, policy: Policy, other: Endpoint): boolean {
  return peers === 'anyone' || peers.some((peer) => isPeer(peer, policy, other));
}

function isPeer(peer: Peer, policy: Policy, other: Endpoint): boolean {
  if (peer.kind === 'addresses') {
    // A pod has addresses, too: a range that holds them lets it in.
    const addresses = 'address' in other ? [other.address] : (other.addresses ?? []);
    return addresses.some((text) => {
      const address = addressBits(text);
      return address !== undefined && peer.ranges.some((range) => holds(range, address));
    });
  }
  if ('address' in other) return false;
  const inNamespace =
    peer.namespaces === 'own' ? other.namespace === policy.namespace : selects(peer.namespaces, other.namespaceLabels);
  return inNamespace && selects(peer.pods, other.labels);
}

function meansPort({ ports }: Rule, protocol: Protocol, port: number, to: Endpoint): boolean {
  return ports === 'any' || ports.some((rule) => rule.protocol === protocol && isPort(rule, port, to));
}

function isPort(rule: PortRule, port: number, to: Endpoint): boolean {
  if (!('name' in rule)) return rule.first <= port && port <= rule.last;
  const named = 'address' in to || !to.ports || !Object.hasOwn(to.ports, rule.name) ? undefined : to.ports[rule.name];
  return named !== undefined && named.protocol === rule.protocol && named.port === port;
}
