/** Network policies that are made from a seed: the same ones on every run. */
export type Random = (below: number) => number;

/** What policies are made of. */
export interface Vocabulary {
  readonly namespaces: readonly string[];
  /** Values by the key of a label. */
  readonly podLabels: Readonly<Record<string, readonly string[]>>;
  readonly namespaceLabels: Readonly<Record<string, readonly string[]>>;
  /** Ranges, each with smaller ones within it. */
  readonly ranges: readonly { readonly cidr: string; readonly within: readonly string[] }[];
  readonly protocols: readonly ('TCP' | 'UDP' | 'SCTP')[];
  readonly ports: readonly number[];
  readonly names: readonly string[];
  /** Whether `egress` has ports by name. */
  readonly namedEgress: boolean;
  /** Keys that NotIn asks for. */
  readonly notIn: readonly string[];
}

export interface GeneratedPolicy {
  readonly apiVersion: 'networking.k8s.io/v1';
  readonly kind: 'NetworkPolicy';
  readonly metadata: { readonly name: string; readonly namespace: string };
  readonly spec: PolicySpec;
}

interface PolicySpec {
  readonly podSelector: object;
  readonly policyTypes?: readonly string[];
  readonly egress?: readonly object[];
  readonly ingress?: readonly object[];
}

/** The same sequence on every run (mulberry32). */
export function numbers(seed: number): Random {
  let state = seed | 0;
  return (below) => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return Math.floor((((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32) * below);
  };
}

export function pick<T>(next: Random, items: readonly T[]): T {
  return items[next(items.length)] as T;
}

/** One to five policies, of namespaces of the vocabulary. */
export function generatePolicies(next: Random, words: Vocabulary): readonly GeneratedPolicy[] {
  return Array.from({ length: 1 + next(5) }, (_, index) => ({
    apiVersion: 'networking.k8s.io/v1',
    kind: 'NetworkPolicy',
    metadata: { name: `policy-${index}`, namespace: pick(next, words.namespaces) },
    spec: spec(next, words),
  }));
}

function spec(next: Random, words: Vocabulary): PolicySpec {
  const types = pick(next, [undefined, ['Egress'], ['Ingress'], ['Egress', 'Ingress']]);
  return {
    podSelector: next(2) === 0 ? {} : selector(next, words.podLabels, words.notIn),
    ...(types ? { policyTypes: types } : {}),
    ...(next(4) === 0 ? {} : { egress: rules(next, words, 'to') }),
    ...(next(4) === 0 ? {} : { ingress: rules(next, words, 'from') }),
  };
}

function rules(next: Random, words: Vocabulary, peers: 'to' | 'from'): readonly object[] {
  const withNames = peers === 'from' || words.namedEgress;
  return Array.from({ length: next(4) }, () => ({
    ...(next(5) === 0
      ? {}
      : { [peers]: Array.from({ length: next(8) === 0 ? 0 : 1 + next(2) }, () => peer(next, words)) }),
    ...(next(2) === 0 ? {} : { ports: Array.from({ length: 1 + next(2) }, () => port(next, words, withNames)) }),
  }));
}

function peer(next: Random, words: Vocabulary): object {
  const podSelector = () => selector(next, words.podLabels, words.notIn);
  const namespaceSelector = () => selector(next, words.namespaceLabels, words.notIn);
  switch (next(5)) {
    case 0:
      return { podSelector: podSelector() };
    case 1:
      return { namespaceSelector: namespaceSelector() };
    case 2:
      return { namespaceSelector: namespaceSelector(), podSelector: podSelector() };
    default: {
      const { cidr, within } = pick(next, words.ranges);
      const except = within.filter(() => next(3) === 0);
      return { ipBlock: { cidr, ...(except.length > 0 ? { except } : {}) } };
    }
  }
}

function port(next: Random, { protocols, ports, names }: Vocabulary, withNames: boolean): object {
  const protocol = pick(next, [undefined, ...protocols]);
  const common = protocol === undefined ? {} : { protocol };
  const first = pick(next, ports);
  switch (next(withNames ? 5 : 4)) {
    case 0:
      return common;
    case 1:
      return { ...common, port: first, endPort: first + next(3) };
    case 4:
      return { ...common, port: pick(next, names) };
    default:
      return { ...common, port: first };
  }
}

/** A selector of one or two requirements, or of none. */
export function selector(
  next: Random,
  labels: Vocabulary['podLabels'],
  notIn: readonly string[] = Object.keys(labels),
): object {
  const keys = Object.keys(labels);
  const label = () => {
    const key = pick(next, keys);
    return { [key]: pick(next, labels[key] as readonly string[]) };
  };
  const expression = () => {
    const key = pick(next, keys);
    const operators = ['In', 'In', 'Exists', 'DoesNotExist', ...(notIn.includes(key) ? ['NotIn', 'NotIn'] : [])];
    const operator = pick(next, operators);
    const values = (labels[key] as readonly string[]).filter((_, index) => index === 0 || next(2) === 0);
    return operator.endsWith('In') ? { key, operator, values } : { key, operator };
  };
  switch (next(6)) {
    case 0:
      return {};
    case 1:
      return { matchExpressions: [expression()] };
    case 2:
      return { matchExpressions: [expression(), expression()] };
    case 3:
      return { matchLabels: label(), matchExpressions: [expression()] };
    default:
      return { matchLabels: label() };
  }
}
