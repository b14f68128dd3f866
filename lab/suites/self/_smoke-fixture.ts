import { join } from 'node:path';
import type { EnvironmentModel, Tenant } from '../../../lib';
import { modelOf } from '../../settings';

/** Two tenants with a proxy each: what the lab's own tests build, so that they hold whatever the settings say. */
export function smokeModel(): Promise<EnvironmentModel> {
  const folder = (name: string) => join(__dirname, 'smoke', name);
  return modelOf({ tenants: folder('tenants'), environments: folder('overlays'), env: 'smoke' });
}

/** A namespace in which nothing leaves but to the DNS and the tenant's proxy, and a pod that waits to be told what to do. */
export function manifests({ name, namespace, nodePool, egress }: Tenant, replicas = 1): string {
  const [proxy] = egress.proxies;
  const url = `http://${proxy?.address}:${proxy?.port}`;
  return `apiVersion: v1
kind: Namespace
metadata: {name: ${namespace}, labels: {tenant: ${name}}}
---
apiVersion: networking.k8s.io/v1
kind: NetworkPolicy
metadata: {name: egress, namespace: ${namespace}}
spec:
  podSelector: {}
  policyTypes: [Egress]
  egress:
  - to:
    - namespaceSelector: {matchLabels: {kubernetes.io/metadata.name: kube-system}}
      podSelector: {matchLabels: {k8s-app: kube-dns}}
    ports: [{protocol: UDP, port: 53}, {protocol: TCP, port: 53}]
  - to: [{ipBlock: {cidr: ${proxy?.address}/32}}]
    ports: [{protocol: TCP, port: ${proxy?.port}}]
---
apiVersion: apps/v1
kind: Deployment
metadata: {name: demo, namespace: ${namespace}}
spec:
  replicas: ${replicas}
  selector: {matchLabels: {app: demo}}
  template:
    metadata: {labels: {app: demo}}
    spec:
      nodeSelector: {node-pool: ${nodePool.name}}
      tolerations: [{key: node-role.kubernetes.io/${name}, value: dedicated, effect: NoSchedule}]
      terminationGracePeriodSeconds: 0
      containers:
      - name: curl
        image: curlimages/curl:8.11.1
        command: [sleep, infinity]
        env: [{name: https_proxy, value: "${url}"}, {name: http_proxy, value: "${url}"}]
        securityContext: {runAsUser: 100}
`;
}

/** Repository of an environment named `smoke`: the Kustomization of Flux, and what it applies. */
export function repository(files: Readonly<Record<string, string>>): Record<string, string> {
  const names = Object.keys(files).map((file) => `- ${file}\n`);
  return {
    'clusters/smoke/kustomization-smoke.yaml': `apiVersion: kustomize.toolkit.fluxcd.io/v1
kind: Kustomization
metadata: {name: smoke, namespace: flux-system}
spec:
  interval: 1m
  path: ./dist/overlays/smoke
  prune: true
  sourceRef: {kind: GitRepository, name: smoke}
`,
    'dist/overlays/smoke/kustomization.yaml': `apiVersion: kustomize.config.k8s.io/v1beta1
kind: Kustomization
resources:
${names.join('')}`,
    ...Object.fromEntries(Object.entries(files).map(([file, content]) => [`dist/overlays/smoke/${file}`, content])),
  };
}
