import type { OutsideEndpoint, PodEndpoint } from '../../lib/network-policy';

type Endpoint = PodEndpoint | OutsideEndpoint;

/** Between pods, and with what lies outside. */
export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: 'TCP' | 'UDP' | 'SCTP';
  readonly port: number;
}

/** A NetworkPolicy as it is written. */
export interface RawPolicy {
  readonly namespace: string;
  readonly spec: {
    readonly podSelector: RawSelector;
    readonly policyTypes?: readonly ('Egress' | 'Ingress')[];
    readonly egress?: readonly RawRule[];
    readonly ingress?: readonly RawRule[];
  };
}

export interface RawRule {
  readonly to?: readonly RawPeer[];
  readonly from?: readonly RawPeer[];
  readonly ports?: readonly RawPort[];
}

export interface RawPeer {
  readonly ipBlock?: { readonly cidr: string; readonly except?: readonly string[] };
  readonly namespaceSelector?: RawSelector;
  readonly podSelector?: RawSelector;
}

export interface RawPort {
  readonly protocol?: 'TCP' | 'UDP' | 'SCTP';
  readonly port?: number | string;
  readonly endPort?: number;
}

export interface RawSelector {
  readonly matchLabels?: Readonly<Record<string, string>>;
  readonly matchExpressions?: readonly {
    readonly key: string;
    readonly operator: string;
    readonly values?: readonly string[];
  }[];
}

/**
 * The documentation of NetworkPolicy once more, word by word, over what is written: no defaults applied beforehand, no
 * ranges, addresses compared bit by bit as text.
 */
export function naiveAllows(policies: readonly RawPolicy[], connection: Connection): boolean {
  return side(policies, 'Egress', connection) && side(policies, 'Ingress', connection);
}

export function side(
  policies: readonly RawPolicy[],
  type: 'Egress' | 'Ingress',
  { from, to, port, protocol }: Connection,
): boolean {
  const own = type === 'Egress' ? from : to;
  const other = type === 'Egress' ? to : from;
  if ('address' in own) return true;
  let isolated = false;
  for (const { namespace, spec } of policies) {
    if (namespace !== own.namespace || !chosen(spec.podSelector, own.labels)) continue;
    const counts = spec.policyTypes
      ? spec.policyTypes.includes(type)
      : type === 'Ingress' || (spec.egress ?? []).length > 0;
    if (!counts) continue;
    isolated = true;
    for (const rule of (type === 'Egress' ? spec.egress : spec.ingress) ?? []) {
      const peers = (type === 'Egress' ? rule.to : rule.from) ?? [];
      const ports = rule.ports ?? [];
      const who = peers.length === 0 || peers.some((peer) => isWho(peer, namespace, other));
      const where = ports.length === 0 || ports.some((one) => isWhere(one, port, protocol, to));
      if (who && where) return true;
    }
  }
  return !isolated;
}

function chosen(
  { matchLabels = {}, matchExpressions = [] }: RawSelector,
  labels: Readonly<Record<string, string>>,
): boolean {
  for (const key in matchLabels) if (labels[key] !== matchLabels[key]) return false;
  for (const { key, operator, values = [] } of matchExpressions) {
    const has = key in labels;
    const among = has && values.includes(labels[key] as string);
    if (operator === 'In' && !among) return false;
    if (operator === 'NotIn' && among) return false;
    if (operator === 'Exists' && !has) return false;
    if (operator === 'DoesNotExist' && has) return false;
  }
  return true;
}

function isWho(peer: RawPeer, namespace: string, other: Endpoint): boolean {
  if (peer.ipBlock) {
    const { cidr, except = [] } = peer.ipBlock;
    const addresses = 'address' in other ? [other.address] : (other.addresses ?? []);
    return addresses.some((address) => inCidr(address, cidr) && !except.some((hole) => inCidr(address, hole)));
  }
  if ('address' in other) return false;
  if (peer.namespaceSelector ? !chosen(peer.namespaceSelector, other.namespaceLabels) : other.namespace !== namespace)
    return false;
  return peer.podSelector ? chosen(peer.podSelector, other.labels) : true;
}

function isWhere({ protocol = 'TCP', port, endPort }: RawPort, number: number, spoken: string, to: Endpoint): boolean {
  if (protocol !== spoken) return false;
  if (port === undefined) return true;
  if (typeof port === 'number') return endPort === undefined ? number === port : port <= number && number <= endPort;
  const named = (to as PodEndpoint).ports?.[port];
  return named?.protocol === spoken && named.port === number;
}

function inCidr(address: string, cidr: string): boolean {
  const [network = '', length] = cidr.split('/');
  return bits(address).slice(0, Number(length)) === bits(network).slice(0, Number(length));
}

function bits(address: string): string {
  return address
    .split('.')
    .map((octet) => Number(octet).toString(2).padStart(8, '0'))
    .join('');
}
