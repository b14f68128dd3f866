import { COREDNS_IMAGE } from '../binaries/versions';
import type { Topology } from '../machine/topology';
import type { Api } from './api';

const LABELS = { 'k8s-app': 'kube-dns' };
const NAME = { name: 'coredns', namespace: 'kube-system' };

/** Names outside go to the resolver of the node, as providers have it. */
const COREFILE = `.:53 {
  errors
  ready
  kubernetes cluster.local in-addr.arpa ip6.arpa {
    fallthrough in-addr.arpa ip6.arpa
  }
  forward . /etc/resolv.conf
  cache 30
}
`;

/** The cluster's DNS as a pod on the system node, behind the service that the kubelets tell pods to ask. */
export async function createDns(api: Api, topology: Topology): Promise<void> {
  const rbac = '/apis/rbac.authorization.k8s.io/v1';
  const core = '/api/v1/namespaces/kube-system';
  const objects: [string, object][] = [
    [`${core}/serviceaccounts`, { apiVersion: 'v1', kind: 'ServiceAccount', metadata: NAME }],
    [`${core}/configmaps`, { apiVersion: 'v1', kind: 'ConfigMap', metadata: NAME, data: { Corefile: COREFILE } }],
    [`${rbac}/clusterroles`, CLUSTER_ROLE],
    [`${rbac}/clusterrolebindings`, CLUSTER_ROLE_BINDING],
    ['/apis/apps/v1/namespaces/kube-system/deployments', DEPLOYMENT],
    [`${core}/services`, service(topology.dns)],
  ];
  await Promise.all(objects.map(([path, object]) => api.create(path, object)));
}

export async function isDnsReady(api: Api): Promise<boolean> {
  const deployment = await api.get('/apis/apps/v1/namespaces/kube-system/deployments/coredns');
  return deployment?.status?.availableReplicas === 1;
}

const CLUSTER_ROLE = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRole',
  metadata: { name: 'system:coredns' },
  rules: [
    { apiGroups: [''], resources: ['endpoints', 'services', 'pods', 'namespaces'], verbs: ['list', 'watch'] },
    { apiGroups: ['discovery.k8s.io'], resources: ['endpointslices'], verbs: ['list', 'watch'] },
  ],
};

const CLUSTER_ROLE_BINDING = {
  apiVersion: 'rbac.authorization.k8s.io/v1',
  kind: 'ClusterRoleBinding',
  metadata: { name: 'system:coredns' },
  roleRef: { apiGroup: 'rbac.authorization.k8s.io', kind: 'ClusterRole', name: 'system:coredns' },
  subjects: [{ kind: 'ServiceAccount', ...NAME }],
};

const DEPLOYMENT = {
  apiVersion: 'apps/v1',
  kind: 'Deployment',
  metadata: { ...NAME, labels: LABELS },
  spec: {
    selector: { matchLabels: LABELS },
    template: {
      metadata: { labels: LABELS },
      spec: {
        serviceAccountName: 'coredns',
        nodeSelector: { 'node-pool': 'system' },
        dnsPolicy: 'Default',
        containers: [
          {
            name: 'coredns',
            image: COREDNS_IMAGE,
            imagePullPolicy: 'Never',
            command: ['/coredns', '-conf', '/etc/coredns/Corefile'],
            readinessProbe: { httpGet: { path: '/ready', port: 8181 }, periodSeconds: 1 },
            securityContext: {
              allowPrivilegeEscalation: false,
              readOnlyRootFilesystem: true,
              capabilities: { drop: ['ALL'], add: ['NET_BIND_SERVICE'] },
            },
            volumeMounts: [{ name: 'config', mountPath: '/etc/coredns', readOnly: true }],
          },
        ],
        volumes: [{ name: 'config', configMap: { name: 'coredns' } }],
      },
    },
  },
};

function service(clusterIP: string): object {
  const port = (protocol: string) => ({ name: `dns-${protocol.toLowerCase()}`, port: 53, targetPort: 53, protocol });
  return {
    apiVersion: 'v1',
    kind: 'Service',
    metadata: { name: 'kube-dns', namespace: 'kube-system', labels: LABELS },
    spec: { clusterIP, selector: LABELS, ports: [port('UDP'), port('TCP')] },
  };
}
