import type { Connection, Datapath, PodEndpoint } from '../../../lib/network-policy';
import {
  type GeneratedPolicy,
  generatePolicies,
  numbers,
  pick,
  type Random,
  selector,
  type Vocabulary,
} from './_generated';

export interface Case {
  readonly policies: readonly GeneratedPolicy[];
  readonly connections: readonly Connection[];
}

/** What the engine in Go is asked about one connection; see lab/binaries/policy-engine. */
interface Asked {
  readonly from: object;
  readonly to: object;
  readonly port: number;
  readonly portName: string;
  readonly protocol: string;
}

const NAMESPACES = ['one', 'two', 'three'];
const NAME = 'kubernetes.io/metadata.name';
const OUTSIDE = ['10.0.0.5', '10.0.0.17', '10.0.0.30', '192.0.2.7', '203.0.113.9', '2001:db8::7', 'fd00::9'];
const PORTS = [79, 80, 81, 82, 443, 8080, 65535];

/**
 * cyclonus differs from Kubernetes in two things: NotIn does not hold for labels without the key, and an empty value in
 * matchLabels selects labels without the key. Here NotIn asks for labels that all have, and values are not empty. What
 * Kubernetes' library says of selectors is compared separately.
 *
 * It knows no nodes and takes a port's name for that of the destination, so that neither nodes nor, on Cilium, names in
 * egress are generated.
 */
function vocabulary(datapath: Datapath): Vocabulary {
  return {
    namespaces: NAMESPACES,
    podLabels: { app: ['web', 'database', 'cache'], tier: ['front', 'back'] },
    namespaceLabels: { [NAME]: NAMESPACES, team: ['a', 'b'] },
    ranges: [
      { cidr: '10.0.0.0/27', within: ['10.0.0.0/29', '10.0.0.5/32', '10.0.0.16/28'] },
      { cidr: '10.0.0.16/28', within: ['10.0.0.17/32'] },
      { cidr: '10.0.0.4/30', within: ['10.0.0.5/32', '10.0.0.6/31'] },
      { cidr: '0.0.0.0/0', within: ['10.0.0.0/8', '203.0.113.0/24'] },
      { cidr: '192.0.2.7/32', within: [] },
      { cidr: '2001:db8::/32', within: ['2001:db8::7/128'] },
    ],
    protocols: datapath === 'calico' ? ['TCP', 'UDP', 'SCTP'] : ['TCP', 'UDP'],
    ports: PORTS.slice(1, 6),
    names: ['http', 'dns', 'admin'],
    namedEgress: datapath === 'calico',
    notIn: ['app', NAME],
  };
}

/** All that is outside in these cases. Pods have other addresses on Cilium; see `asAsked`. */
const EVERYTHING_OUTSIDE = ['0.0.0.0/0', '2001:db8::/32', 'fd00::/16'].map((cidr) => ({ ipBlock: { cidr } }));

/**
 * A policy as the datapath takes it. Cilium applies rules of a type that is not listed, too, and takes a selector of
 * namespaces that requires no label for everything outside, too.
 */
export function asApplied(policy: GeneratedPolicy, datapath: Datapath): GeneratedPolicy {
  if (datapath === 'calico') return policy;
  const { policyTypes, ...spec } = policy.spec;
  const egress = spec.egress?.map((rule) => withOutside(rule, 'to'));
  const ingress = spec.ingress?.map((rule) => withOutside(rule, 'from'));
  const types = [
    ...(policyTypes ?? []),
    ...(egress?.length ? ['Egress'] : []),
    ...(ingress?.length ? ['Ingress'] : []),
  ];
  return {
    ...policy,
    spec: {
      ...spec,
      ...(policyTypes ? { policyTypes: [...new Set(types)] } : {}),
      ...(egress ? { egress } : {}),
      ...(ingress ? { ingress } : {}),
    },
  };
}

interface Peer {
  readonly namespaceSelector?: object;
  readonly podSelector?: object;
}

function withOutside(rule: object, key: 'to' | 'from'): object {
  const { [key]: peers } = rule as Readonly<Partial<Record<typeof key, readonly Peer[]>>>;
  const isOpen = peers?.some(
    ({ namespaceSelector = {}, podSelector = {} }) =>
      Object.keys(namespaceSelector).length > 0 && [namespaceSelector, podSelector].every(requiresNoLabel),
  );
  return isOpen ? { ...rule, [key]: [...(peers ?? []), ...EVERYTHING_OUTSIDE] } : rule;
}

function requiresNoLabel(selector: object): boolean {
  return !/"(matchLabels|In|Exists)"/.test(JSON.stringify(selector));
}

export function generateCase(datapath: Datapath, seed: number, connections: number): Case {
  const next = numbers(seed * 2 + (datapath === 'calico' ? 0 : 1));
  const words = vocabulary(datapath);
  const teams = new Map(NAMESPACES.map((namespace) => [namespace, pick(next, [undefined, 'a', 'b'])]));
  const pods = NAMESPACES.flatMap((namespace, i) =>
    [0, 1, 2].map((j): PodEndpoint => {
      const team = teams.get(namespace);
      const tier = pick(next, [undefined, 'front', 'back']);
      return {
        namespace,
        namespaceLabels: { [NAME]: namespace, ...(team ? { team } : {}) },
        labels: { app: pick(next, ['web', 'database', 'cache', 'other']), ...(tier ? { tier } : {}) },
        addresses: [`10.0.0.${2 + 9 * i + 2 * j}`],
        ports: {
          http: { protocol: 'TCP', port: pick(next, [80, 8080]) },
          dns: { protocol: 'UDP', port: 81 },
          ...(next(2) === 0 ? { admin: { protocol: 'TCP', port: 82 } } : {}),
        },
      };
    }),
  );
  const policies = generatePolicies(next, words);
  return { policies, connections: Array.from({ length: connections }, () => connection(next, pods, words)) };
}

function connection(next: Random, pods: readonly PodEndpoint[], { protocols }: Vocabulary): Connection {
  const from = pick(next, pods);
  const others = pods.filter((pod) => pod !== from);
  const outside = { address: pick(next, OUTSIDE) };
  const common = { protocol: pick(next, protocols), port: pick(next, PORTS) };
  const direction = next(4);
  if (direction === 0) return { from, to: outside, ...common };
  if (direction === 1) return { from: outside, to: from, ...common };
  return { from, to: pick(next, others), ...common };
}

/** What cyclonus is asked. For Cilium, pods have an address that no ipBlock of the case holds. */
export function asAsked({ from, to, port, protocol }: Connection, datapath: Datapath): Asked {
  const ports = 'ports' in to ? Object.entries(to.ports ?? {}) : [];
  const named = ports.find(([, each]) => each.port === port && each.protocol === protocol);
  const peer = (each: Connection['from']) => {
    if (!('namespace' in each)) return each;
    const { namespace, namespaceLabels, labels, addresses } = each;
    return { namespace, namespaceLabels, labels, address: datapath === 'calico' ? addresses?.[0] : 'fc00::1' };
  };
  return { from: peer(from), to: peer(to), port, portName: named?.[0] ?? '', protocol };
}

interface SelectorCase {
  readonly selector: object;
  readonly labels: readonly Readonly<Record<string, string>>[];
}

const VALUES = ['', 'x', 'y', 'X'];

/** Selectors of any keys and values, empty ones too, with labels that they may select. */
export function generateSelector(seed: number): SelectorCase {
  const next = numbers(-1 - seed);
  const keys = ['app', 'tier', 'example.com/zone'];
  const labels = () => Object.fromEntries(keys.filter(() => next(3) > 0).map((key) => [key, pick(next, VALUES)]));
  const values = Object.fromEntries(keys.map((key) => [key, VALUES]));
  return { selector: selector(next, values), labels: Array.from({ length: 5 }, labels) };
}
