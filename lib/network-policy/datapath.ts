import { type Endpoint, isOutside, isPod, type PodEndpoint } from './endpoints';
import { selects } from './selectors';
import type { Direction, Labels, PodPeer, Protocol } from './types';

/**
 * What enforces network policies. Both follow the API's documentation for pods. They differ at addresses, nodes, names of
 * ports and a few labels:
 *
 * | | Calico | Cilium |
 * |---|---|---|
 * | an `ipBlock` matches | every address, those of pods and nodes included | addresses outside the cluster only |
 * | a port by name, in `egress` | the port that the destination itself has under that name | the one number that all pods of the cluster have under that name; none, if they differ |
 * | pod labels that selectors see | all | all but those that Cilium keeps out of identities |
 * | a `namespaceSelector` that requires no label | pods | nodes and what is outside, too |
 * | rules of a direction that `policyTypes` leaves out | mean nothing | apply, and isolate in that direction |
 * | SCTP | like TCP | dropped, unless the agent runs with `enable-sctp` |
 *
 * On both, a pod's own node is always let in, a pod reaches itself, and a pod on the host network counts as its node. On
 * both, a rule without peers means everything, nodes included. Calico asks the policies about connections to the pod's own
 * node, too, and then applies DefaultEndpointToHostAction; this is decided as if it were `Accept`, which Calico's manifests
 * and the lab set. Felix alone, without that setting, drops them.
 */
export type Datapath = 'calico' | 'cilium';

/** How `cilium-agent` filters labels by default: these do not become part of an identity. */
const NO_IDENTITY = new RegExp(
  `^(${[
    'io\\.kubernetes',
    'kubernetes\\.io',
    'statefulset\\.kubernetes\\.io/pod-name',
    'apps\\.kubernetes\\.io/pod-index',
    'batch\\.kubernetes\\.io/(job-completion-index|controller-uid)',
    '.*beta\\.kubernetes\\.io',
    'k8s\\.io',
    'pod-template-(generation|hash)',
    'controller-(revision-hash|uid)',
    'annotation',
    'etcd_node',
  ].join('|')})`,
);

/** The labels of a pod as the datapath's selectors see them. */
export function visibleLabels(datapath: Datapath, labels: Labels): Labels {
  if (datapath === 'calico') return labels;
  return Object.fromEntries(Object.entries(labels).filter(([key]) => !NO_IDENTITY.test(key)));
}

/** Whether an ipBlock can match an endpoint by its addresses. */
export function isMatchedByAddress(datapath: Datapath, endpoint: Endpoint): boolean {
  return datapath === 'calico' || isOutside(endpoint);
}

/**
 * Whether selectors of pods also match what is not a pod. Cilium 1.18 adds the condition that there is a namespace to an empty
 * `namespaceSelector` only. `NotIn` and `DoesNotExist` then hold for nodes and for everything outside (cilium/cilium#46949),
 * unless the agent runs with `policy-default-local-cluster`.
 */
export function isMatchedByAbsence(datapath: Datapath, { namespaces, pods }: PodPeer): boolean {
  if (datapath === 'calico' || namespaces === 'own' || namespaces.length === 0) return false;
  return selects(namespaces, {}) && selects(pods, {});
}

interface NamedPort {
  readonly direction: Direction;
  readonly name: string;
  readonly protocol: Protocol;
  readonly to: Endpoint;
}

/**
 * The number that a name in `ports` means: null if it means none, undefined if that cannot be known.
 *
 * @param pods all pods of the cluster, where they are known
 */
export function portNumber(
  datapath: Datapath,
  { direction, name, protocol, to }: NamedPort,
  pods?: readonly PodEndpoint[],
): number | null | undefined {
  if (datapath === 'calico' || direction === 'ingress') return isPod(to) ? (ownPort(to, name, protocol) ?? null) : null;
  return pods ? sharedPort(pods, name, protocol) : undefined;
}

const SHARED = new WeakMap<readonly PodEndpoint[], Map<string, number | null>>();

/** The one number that all pods have under a name; null: they differ, or none has it. */
function sharedPort(pods: readonly PodEndpoint[], name: string, protocol: Protocol): number | null {
  const known = SHARED.get(pods) ?? new Map<string, number | null>();
  SHARED.set(pods, known);
  const key = `${protocol} ${name}`;
  const found = known.get(key);
  if (found !== undefined) return found;
  const inCluster = pods.filter(({ hostNetwork }) => !hostNetwork);
  const numbers = new Set(inCluster.flatMap((pod) => ownPort(pod, name, protocol) ?? []));
  const [number = null] = numbers.size === 1 ? numbers : [];
  known.set(key, number);
  return number;
}

function ownPort({ ports }: PodEndpoint, name: string, protocol: Protocol): number | undefined {
  const found = ports && Object.hasOwn(ports, name) ? ports[name] : undefined;
  return found?.protocol === protocol ? found.port : undefined;
}
