import { readSelector, type Selector } from '../network-policy';
import { isKind, map, maps, type Rendered } from '../rules';

/** Selectors in a network policy; those of pods without the ones that select everything. */
interface Selectors {
  /** The pods that it is about. */
  readonly subject: readonly Selector[];
  /** Pods and namespaces of its peers. */
  readonly pods: readonly Selector[];
  readonly namespaces: readonly Selector[];
}

const SELECTORS = new WeakMap<Rendered, Selectors>();

function selectorsOf(policy: Rendered): Selectors {
  const found = SELECTORS.get(policy) ?? readSelectors(policy);
  SELECTORS.set(policy, found);
  return found;
}

function readSelectors(policy: Rendered): Selectors {
  if (!isKind(policy, 'NetworkPolicy', 'networking.k8s.io')) return { subject: [], pods: [], namespaces: [] };
  const { spec } = policy.object;
  const peers = peersOf(spec);
  const read = (selectors: readonly unknown[]) => selectors.map((each) => readSelector(each));
  const isNarrow = (selector: Selector) => selector.length > 0;
  return {
    subject: read([map(spec).podSelector]).filter(isNarrow),
    pods: read(peers.map(({ podSelector }) => podSelector)).filter(isNarrow),
    namespaces: read(peers.flatMap(({ namespaceSelector }) => namespaceSelector ?? [])),
  };
}

/** Selectors of the pods that network policies are about, and of those of their peers. */
export function podSelectors(policies: readonly Rendered[]): readonly Selector[] {
  return policies.map(selectorsOf).flatMap(({ subject, pods }) => [...subject, ...pods]);
}

/** Selectors of the pods that network policies are about, without those of their peers. */
export function subjectSelectors(policies: readonly Rendered[]): readonly Selector[] {
  return policies.map(selectorsOf).flatMap(({ subject }) => subject);
}

/** Selectors of namespaces in the peers of network policies. */
export function namespaceSelectors(policies: readonly Rendered[]): readonly Selector[] {
  return policies.map(selectorsOf).flatMap(({ namespaces }) => namespaces);
}

function peersOf(spec: unknown) {
  const { egress, ingress } = map(spec);
  return [...maps(egress).flatMap(({ to }) => maps(to)), ...maps(ingress).flatMap(({ from }) => maps(from))];
}
