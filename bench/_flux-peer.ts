export const PEER_NAMESPACE = 'flux-benchmark';

/** Four objects as flux-benchmark applies them with each Kustomization: account, Service, Ingress, Deployment without pods. */
export function peerManifest(): string {
  const name = 'app-$' + '{INDEX}';
  const labels = { 'app.kubernetes.io/name': name };
  const port = { port: 9898, targetPort: 'http', protocol: 'TCP', name: 'http' };
  const probe = { httpGet: { path: '/healthz', port: 'http' }, periodSeconds: 10 };
  const container = {
    name: 'app',
    image: 'registry.example.com/app:1',
    command: ['./app', '--port=9898', '--level=info'],
    ports: [{ name: 'http', containerPort: 9898, protocol: 'TCP' }],
    livenessProbe: probe,
    readinessProbe: probe,
    volumeMounts: [{ name: 'data', mountPath: '/data' }],
    resources: { requests: { cpu: '1m', memory: '16Mi' } },
  };
  const pod = { serviceAccountName: name, containers: [container], volumes: [{ name: 'data', emptyDir: {} }] };
  const backend = { service: { name, port: { number: 9898 } } };
  const objects = [
    { apiVersion: 'v1', kind: 'ServiceAccount', metadata: { name, labels } },
    { apiVersion: 'v1', kind: 'Service', metadata: { name, labels }, spec: { ports: [port], selector: labels } },
    {
      apiVersion: 'apps/v1',
      kind: 'Deployment',
      metadata: { name, labels },
      spec: { replicas: 0, selector: { matchLabels: labels }, template: { metadata: { labels }, spec: pod } },
    },
    {
      apiVersion: 'networking.k8s.io/v1',
      kind: 'Ingress',
      metadata: { name, labels },
      spec: {
        rules: [{ host: `${name}.local`, http: { paths: [{ path: '/', pathType: 'Prefix', backend }] } }],
      },
    },
  ];
  return objects.map((object) => `---\n${JSON.stringify(object)}\n`).join('');
}

interface PeerObjects {
  readonly before: readonly { readonly path: string; readonly object: object }[];
  readonly kustomizations: readonly object[];
}

/** Its Kustomizations, with the spec that flux-benchmark gives them, and the account that applies them. */
export function peerObjects(count: number): PeerObjects {
  const metadata = { name: 'flux', namespace: PEER_NAMESPACE };
  const rbac = 'rbac.authorization.k8s.io';
  return {
    before: [
      {
        path: '/api/v1/namespaces',
        object: { apiVersion: 'v1', kind: 'Namespace', metadata: { name: PEER_NAMESPACE } },
      },
      {
        path: `/api/v1/namespaces/${PEER_NAMESPACE}/serviceaccounts`,
        object: { apiVersion: 'v1', kind: 'ServiceAccount', metadata },
      },
      {
        path: `/apis/${rbac}/v1/namespaces/${PEER_NAMESPACE}/rolebindings`,
        object: {
          apiVersion: `${rbac}/v1`,
          kind: 'RoleBinding',
          metadata,
          roleRef: { apiGroup: rbac, kind: 'ClusterRole', name: 'admin' },
          subjects: [{ kind: 'ServiceAccount', ...metadata }],
        },
      },
    ],
    kustomizations: Array.from({ length: count }, (_, index) => ({
      apiVersion: 'kustomize.toolkit.fluxcd.io/v1',
      kind: 'Kustomization',
      metadata: { name: `app-${index}`, namespace: PEER_NAMESPACE },
      spec: {
        sourceRef: { kind: 'ExternalArtifact', name: 'app' },
        interval: '60m',
        retryInterval: '2m',
        path: '/',
        prune: true,
        wait: true,
        timeout: '1m',
        serviceAccountName: 'flux',
        targetNamespace: PEER_NAMESPACE,
        postBuild: { substitute: { INDEX: `${index}` } },
      },
    })),
  };
}
