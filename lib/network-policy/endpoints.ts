import { addressBits } from '../lint/addresses';
import type { Labels, Protocol } from './types';

export interface PodEndpoint {
  readonly namespace: string;
  /** Labels of its namespace, `kubernetes.io/metadata.name` among them. */
  readonly namespaceLabels: Labels;
  readonly labels: Labels;
  /** @default - none that an ipBlock could hold */
  readonly addresses?: readonly string[];
  /** Ports by name. @default - none */
  readonly ports?: Readonly<Record<string, { readonly protocol: Protocol; readonly port: number }>>;
  /** Name of the node that it runs on. @default - unknown; the answer is undecided where it matters */
  readonly node?: string;
  /** True: it uses its node's network. Both datapaths take it for the node. @default false */
  readonly hostNetwork?: boolean;
}

/** A node itself, and what runs on its network: the kubelet, pods on the host network, an API server on the node. */
interface NodeEndpoint {
  readonly node: string;
  /** Those that packets carry, tunnel addresses included. @default - none that an ipBlock could hold */
  readonly addresses?: readonly string[];
}

/** Anything that is neither a pod nor a node of the cluster, for example an API server that the provider runs. */
export interface OutsideEndpoint {
  readonly address: string;
}

export type Endpoint = PodEndpoint | NodeEndpoint | OutsideEndpoint;

/** After Services are translated: `to` is the pod behind the Service, and `port` the port of the pod. */
export interface Connection {
  readonly from: Endpoint;
  readonly to: Endpoint;
  readonly protocol: Protocol;
  readonly port: number;
}

export function isPod(endpoint: Endpoint): endpoint is PodEndpoint {
  return 'namespace' in endpoint;
}

export function isOutside(endpoint: Endpoint): endpoint is OutsideEndpoint {
  return 'address' in endpoint;
}

/** Replaces a pod on the host network by its node. */
export function asDatapathSees(endpoint: Endpoint): Endpoint {
  if (!isPod(endpoint) || !endpoint.hostNetwork) return endpoint;
  return { node: endpoint.node ?? '', ...(endpoint.addresses ? { addresses: endpoint.addresses } : {}) };
}

export function addressesOf(endpoint: Endpoint): readonly bigint[] {
  const texts = isOutside(endpoint) ? [endpoint.address] : (endpoint.addresses ?? []);
  return texts.flatMap((text) => addressBits(text) ?? []);
}

/** Whether a pod connects to itself: those packets never leave its network namespace. */
export function isSelf(from: Endpoint, to: Endpoint): boolean {
  if (from === to) return isPod(from);
  if (!isPod(from) || !isPod(to) || from.namespace !== to.namespace) return false;
  return addressesOf(from).some((address) => addressesOf(to).includes(address));
}

/** Whether a node is the one that a pod runs on. Undefined: one of the two names is not given. */
export function isOwnNode(pod: PodEndpoint, { node }: NodeEndpoint): boolean | undefined {
  return pod.node && node ? pod.node === node : undefined;
}

/** `pod of own`, `node system-1`, `203.0.113.9`. */
export function describe(endpoint: Endpoint): string {
  if (isOutside(endpoint)) return endpoint.address;
  return isPod(endpoint) ? `a pod of ${endpoint.namespace}` : `the node ${endpoint.node || 'of unknown name'}`;
}
