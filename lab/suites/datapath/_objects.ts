import type { KubernetesObject } from '../../cluster/api';
import { SYSTEM_NODE, WEB } from '../../machine/topology';

/** Namespace of pods that no policy selects. */
export const FREE = 'free';
export const NEAR_NODE = 'client-a-pool-1';
export const FAR_NODE = SYSTEM_NODE;

/** Ports of the nodes: of pods with a host port, and of pods in the nodes’ network. */
export const HOST_PORT = 18088;
export const HOST_NETWORK_PORT = 18090;
export const NODE_PORTS = { near: 30081, far: 30080, outside: 30082 } as const;

const IMAGE = 'curlimages/curl:8.11.1';
const PORT = 8080;

interface PodOptions {
  readonly node: string;
  readonly labels?: Readonly<Record<string, string>>;
  readonly port?: number;
  readonly hostNetwork?: true;
  readonly hostPort?: number;
}

/** A pod that serves files, on a node that is named, whatever its taints. */
function pod(name: string, { node, labels = {}, port = PORT, hostNetwork, hostPort }: PodOptions) {
  return {
    apiVersion: 'v1',
    kind: 'Pod',
    metadata: { name, namespace: FREE, labels: { app: name, ...labels } },
    spec: {
      nodeName: node,
      ...(hostNetwork ? { hostNetwork } : {}),
      tolerations: [{ operator: 'Exists' }],
      terminationGracePeriodSeconds: 0,
      automountServiceAccountToken: false,
      containers: [
        {
          name: 'web',
          image: IMAGE,
          imagePullPolicy: 'Never',
          command: ['httpd', '-f', '-p', String(port), '-h', '/etc'],
          ports: [{ containerPort: port, ...(hostPort ? { hostPort } : {}) }],
        },
      ],
    },
  };
}

/** Labels by which Cilium knows a pod's namespace, account and cluster, as far as a pod may have them. */
const LIES = {
  'app.kubernetes.io/name': 'web',
  'io.kubernetes.pod.namespace': 'client-a-demo',
  'io.cilium.k8s.policy.serviceaccount': 'client-a',
  'io.cilium.k8s.namespace.labels.kubernetes.io/metadata.name': 'client-a-demo',
  'kubernetes.io/metadata.name': 'client-a-demo',
};

export const PODS = [
  pod('near', { node: NEAR_NODE, hostPort: HOST_PORT }),
  pod('far', { node: FAR_NODE, hostPort: HOST_PORT }),
  pod('near-host', { node: NEAR_NODE, hostNetwork: true, port: HOST_NETWORK_PORT }),
  pod('far-host', { node: FAR_NODE, hostNetwork: true, port: HOST_NETWORK_PORT }),
  pod('liar', { node: NEAR_NODE, labels: LIES }),
  pod('far-liar', { node: FAR_NODE, labels: LIES }),
] as const;

function service(name: string, spec: object): KubernetesObject {
  return { apiVersion: 'v1', kind: 'Service', metadata: { name, namespace: FREE }, spec };
}

/** A Service of pods. */
function ofPods(name: string, targetPort: number, nodePort?: number): KubernetesObject {
  const ports = [{ port: 80, targetPort, ...(nodePort ? { nodePort } : {}) }];
  return service(name, { ...(nodePort ? { type: 'NodePort' } : {}), selector: { app: name }, ports });
}

/** A Service whose one endpoint is an address. */
function ofAddress(name: string, address: string, port: number, nodePort?: number): KubernetesObject[] {
  const ports = [{ port, ...(nodePort ? { nodePort } : {}) }];
  return [
    service(name, { ...(nodePort ? { type: 'NodePort' } : {}), ports }),
    {
      apiVersion: 'discovery.k8s.io/v1',
      kind: 'EndpointSlice',
      metadata: { name, namespace: FREE, labels: { 'kubernetes.io/service-name': name } },
      addressType: 'IPv4',
      ports: [{ port }],
      endpoints: [{ addresses: [address], conditions: { ready: true } }],
    },
  ];
}

interface Addresses {
  readonly farNode: string;
  readonly otherProxy: string;
}

/** Services that lead to pods without policies, to nodes and outside. */
export function services({ farNode, otherProxy }: Addresses): readonly KubernetesObject[] {
  return [
    ofPods('near', PORT, NODE_PORTS.near),
    ofPods('far', PORT, NODE_PORTS.far),
    ofPods('near-host', HOST_NETWORK_PORT),
    ofPods('far-host', HOST_NETWORK_PORT),
    ...ofAddress('outside', WEB, 80, NODE_PORTS.outside),
    ...ofAddress('kubelet', farNode, 10250),
    ...ofAddress('other-proxy', otherProxy, 3128),
  ];
}
