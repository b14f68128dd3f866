import type { KubernetesObject } from '../../cluster/api';
import { workload } from './_attack';
import { TENANT } from './_cluster';

const RBAC = 'rbac.authorization.k8s.io';

export function object(apiVersion: string, kind: string, name: string, spec: object): KubernetesObject {
  return { apiVersion, kind, metadata: { name }, spec };
}

/** A right in every namespace: a role of this name, and who has it. */
export function right(name: string, subject: object, ...rules: readonly object[]): KubernetesObject[] {
  return [
    { apiVersion: `${RBAC}/v1`, kind: 'ClusterRole', metadata: { name }, rules },
    bound('ClusterRoleBinding', name, name, subject),
  ];
}

/** Binds a cluster's role: everywhere, or in the tenant's namespace. */
export function bound(
  kind: 'ClusterRoleBinding' | 'RoleBinding',
  name: string,
  role: string,
  ...subjects: readonly object[]
): KubernetesObject {
  const roleRef = { apiGroup: RBAC, kind: 'ClusterRole', name: role };
  return { apiVersion: `${RBAC}/v1`, kind, metadata: { name }, roleRef, subjects };
}

export const serviceAccount = (name: string, namespace: string) => ({ kind: 'ServiceAccount', name, namespace });

/** A node of the tenant's pool. */
export function node(name: string): KubernetesObject {
  const taint = { key: `node-role.kubernetes.io/${TENANT}`, value: 'dedicated', effect: 'NoSchedule' };
  const metadata = { name, labels: { 'node-pool': `${TENANT}-pool` } };
  return { apiVersion: 'v1', kind: 'Node', metadata, spec: { taints: [taint] } };
}

/** What a claim asks for. */
export function claimed(storage = '1Gi', more: object = {}): object {
  return { accessModes: ['ReadWriteOnce'], resources: { requests: { storage } }, ...more };
}

/** What stands in for the storage: a volume for one claim of the class `by-hand`. */
export function volume(name: string): KubernetesObject {
  return object('v1', 'PersistentVolume', name, {
    accessModes: ['ReadWriteOnce'],
    capacity: { storage: '1Gi' },
    hostPath: { path: `/tmp/${name}` },
    storageClassName: 'by-hand',
  });
}

/** The source of the tenant's own repository. */
export function gitRepository(): KubernetesObject {
  const spec = { interval: '1m', url: 'https://example.com/shop.git' };
  return object('source.toolkit.fluxcd.io/v1', 'GitRepository', TENANT, spec);
}

/** What a tenant has: a workload, a service, and its repository as the platform renders it. */
export function belongings(): KubernetesObject[] {
  const sourceRef = { kind: 'GitRepository', name: TENANT };
  const spec = { interval: '1m', prune: true, path: './', sourceRef };
  return [
    { ...workload('Deployment'), metadata: { name: 'web' } },
    object('v1', 'Service', 'web', { selector: { app: 'web' }, ports: [{ port: 8080 }] }),
    gitRepository(),
    object('kustomize.toolkit.fluxcd.io/v1', 'Kustomization', TENANT, spec),
  ];
}
