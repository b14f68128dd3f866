import type { AddressRange } from '../lint/addresses';
import { formatRange } from './addresses';
import { type Box, formatPorts, portsOf, subtract } from './boxes';
import { labelClasses, NAMESPACE_NAME, type NamespaceClass, namespaceClasses, namespaceNamed } from './classes';
import { policiesFor } from './decide';
import { selects } from './selectors';
import type { Direction, Labels, Peer, Policy, PortRange, Rule } from './types';

/** Something that the pods of a namespace are to reach, or that is to reach them, by the direction. */
export type Grant = {
  /** For messages: `the proxy squid-a`. */
  readonly what: string;
  readonly ports: readonly PortRange[];
} & (
  | { readonly range: AddressRange }
  /** Pods with these labels, in the namespace of that name. */
  | { readonly namespace: string; readonly labels: Labels }
);

type PodGrant = Extract<Grant, { namespace: string }>;
type AddressGrant = Extract<Grant, { range: AddressRange }>;

/** What a policy lets through beyond what was granted. */
export interface Extra {
  readonly policy: Policy;
  /** Index of the rule in `egress` or `ingress`. */
  readonly rule: number;
  /** `172.16.28.0/22 at TCP 3128`, `pods in other-tenant at any port`. */
  readonly text: string;
  /** What lies there, where it is addresses. */
  readonly ranges: readonly AddressRange[];
}

/** What was granted and some pod of the namespace does not get. */
interface Missing {
  readonly grant: Grant;
  readonly text: string;
}

export interface Namespaces {
  /** The namespace that is judged. */
  readonly own: string;
  /** Labels of namespaces by their name, as far as all of them are known. */
  readonly known: ReadonlyMap<string, Labels>;
}

const EVERYWHERE: AddressRange = { first: 0n, last: (1n << 128n) - 1n };
const NOWHERE: AddressRange = { first: 0n, last: 0n };

/** Everything that policies of one namespace let through and no grant covers: not a sample, the whole difference. */
export function extras(
  policies: readonly Policy[],
  direction: Direction,
  grants: readonly Grant[],
  namespaces: Namespaces,
): readonly Extra[] {
  return policies.flatMap((policy) =>
    (policy[direction] ?? []).flatMap((rule, index) =>
      extrasOf(rule, grants, namespaces).map(({ text, ranges }) => ({ policy, rule: index, text, ranges })),
    ),
  );
}

function extrasOf(rule: Rule, grants: readonly Grant[], namespaces: Namespaces): Pick<Extra, 'text' | 'ranges'>[] {
  const ports = portsOf(rule, 'all');
  if (ports.length === 0) return [];
  if (rule.peers === 'anyone') return [{ text: `every address, at ${formatPorts(ports)}`, ranges: [EVERYWHERE] }];
  return rule.peers.flatMap((peer) => {
    if (peer.kind === 'pods') return podExtras(peer, ports, grants.filter(isPodGrant), namespaces);
    const granted = grants.filter(isAddressGrant).flatMap((grant) => boxes(grant.range, grant.ports));
    const left = peer.ranges.flatMap((range) => boxes(range, ports)).flatMap((box) => subtract(box, granted));
    return byAddresses(left).map(([range, at]) => ({
      text: `${formatRange(range)} at ${formatPorts(at)}`,
      ranges: [range],
    }));
  });
}

function podExtras(
  peer: Extract<Peer, { kind: 'pods' }>,
  ports: readonly PortRange[],
  grants: readonly PodGrant[],
  { own, known }: Namespaces,
): Pick<Extra, 'text' | 'ranges'>[] {
  const { namespaces: selector } = peer;
  const candidates =
    selector === 'own'
      ? namespaceNamed(own, [], known)
      : namespaceClasses(
          [selector],
          known,
          grants.map(({ namespace }) => namespace),
        ).filter(({ labels }) => selects(selector, labels));
  const found = new Map<string, PortRange[]>();
  for (const namespace of candidates) {
    const granted = grants.filter((grant) => grant.namespace === namespace.name);
    const selectors = [peer.pods, ...granted.map(({ labels }) => equalTo(labels))];
    for (const labels of labelClasses(selectors)) {
      if (!selects(peer.pods, labels)) continue;
      const holes = granted
        .filter((grant) => selects(equalTo(grant.labels), labels))
        .flatMap((grant) => boxes(NOWHERE, grant.ports));
      const left = boxes(NOWHERE, ports).flatMap((box) => subtract(box, holes));
      if (left.length === 0) continue;
      // Of a namespace's pods one stands for the others: the one with the fewest labels, which comes first.
      found.set(describePods(namespace, labels, known), [...left]);
      break;
    }
  }
  return [...found].map(([who, at]) => ({ text: `${who} at ${formatPorts(at)}`, ranges: [] }));
}

/** What was granted and the policies of one namespace do not let through, for some pod of it. */
export function missing(
  policies: readonly Policy[],
  direction: Direction,
  grants: readonly Grant[],
  { own, known }: Namespaces,
): readonly Missing[] {
  const found = new Map<Grant, Missing>();
  for (const labels of labelClasses(policies.map(({ pods }) => pods))) {
    const relevant = policiesFor(policies, direction, { namespace: own, labels });
    // Who is not isolated reaches everything.
    if (relevant.length === 0) continue;
    const rules = relevant.flatMap((policy) => policy[direction] ?? []);
    for (const grant of grants) {
      if (found.has(grant)) continue;
      const ports = isPodGrant(grant) ? podsLack(rules, grant, own, known) : addressesLack(rules, grant);
      if (ports.length === 0) continue;
      const whom = Object.keys(labels).length > 0 ? `, for pods ${describeLabels(labels)}` : '';
      found.set(grant, { grant, text: `${grant.what} at ${formatPorts(ports)}${whom}` });
    }
  }
  return [...found.values()];
}

function addressesLack(rules: readonly Rule[], grant: AddressGrant): readonly PortRange[] {
  const passing = rules.flatMap((rule) =>
    rule.peers === 'anyone'
      ? boxes(EVERYWHERE, portsOf(rule, 'none'))
      : rule.peers.flatMap((peer) =>
          peer.kind === 'addresses' ? peer.ranges.flatMap((range) => boxes(range, portsOf(rule, 'none'))) : [],
        ),
  );
  return boxes(grant.range, grant.ports).flatMap((box) => subtract(box, passing));
}

function podsLack(
  rules: readonly Rule[],
  grant: PodGrant,
  own: string,
  known: Namespaces['known'],
): readonly PortRange[] {
  const peers = rules.flatMap(({ peers }) => (peers === 'anyone' ? [] : peers)).filter((peer) => peer.kind === 'pods');
  const ofNamespaces = peers.flatMap(({ namespaces }) => (namespaces === 'own' ? [] : [namespaces]));
  for (const namespace of namespaceNamed(grant.namespace, ofNamespaces, known)) {
    for (const labels of labelClasses(
      peers.map(({ pods }) => pods),
      grant.labels,
    )) {
      const holes = rules
        .filter((rule) => rule.peers === 'anyone' || rule.peers.some((peer) => means(peer, namespace, labels, own)))
        .flatMap((rule) => boxes(NOWHERE, portsOf(rule, 'none')));
      const left = boxes(NOWHERE, grant.ports).flatMap((box) => subtract(box, holes));
      if (left.length > 0) return left;
    }
  }
  return [];
}

function means(peer: Peer, namespace: NamespaceClass, labels: Labels, own: string): boolean {
  if (peer.kind === 'addresses') return false;
  const there = peer.namespaces === 'own' ? namespace.name === own : selects(peer.namespaces, namespace.labels);
  return there && selects(peer.pods, labels);
}

function boxes({ first, last }: AddressRange, ports: readonly PortRange[]): readonly Box[] {
  return ports.map((range) => ({ ...range, firstAddress: first, lastAddress: last }));
}

/** Boxes with the same addresses are one line. */
function byAddresses(all: readonly Box[]): readonly (readonly [AddressRange, readonly PortRange[]])[] {
  const found = new Map<string, [AddressRange, PortRange[]]>();
  for (const box of all) {
    const range = { first: box.firstAddress, last: box.lastAddress };
    const key = `${range.first}-${range.last}`;
    const entry = found.get(key) ?? [range, []];
    entry[1].push(box);
    found.set(key, entry);
  }
  return [...found.values()];
}

function describePods({ name, labels }: NamespaceClass, podLabels: Labels, known: Namespaces['known']): string {
  const { [NAMESPACE_NAME]: _, ...others }: Labels = name !== undefined && known.has(name) ? {} : labels;
  const where = name === undefined ? 'any namespace' : `the namespace ${name}`;
  return ['pods', describeLabels(podLabels), 'in', where, describeLabels(others)].filter(Boolean).join(' ');
}

function describeLabels(labels: Labels): string {
  const texts = Object.entries(labels).map(([key, value]) => `${key}=${value}`);
  return texts.length === 0 ? '' : `with ${texts.join(', ')}`;
}

function equalTo(labels: Labels) {
  return Object.entries(labels).map(([key, value]) => ({ key, operator: 'In' as const, values: [value] }));
}

function isPodGrant(grant: Grant): grant is PodGrant {
  return 'namespace' in grant;
}

function isAddressGrant(grant: Grant): grant is AddressGrant {
  return 'range' in grant;
}
