import type { KubeObject } from './types';

/** The cluster's own kinds, as kustomize knows them; of any other kind it takes objects to have a namespace. */
const CLUSTER_SCOPED = new Set([
  'v1 Namespace',
  'v1 Node',
  'v1 PersistentVolume',
  'admissionregistration.k8s.io/v1 MutatingWebhookConfiguration',
  'admissionregistration.k8s.io/v1 ValidatingWebhookConfiguration',
  'apiextensions.k8s.io/v1 CustomResourceDefinition',
  'apiregistration.k8s.io/v1 APIService',
  'certificates.k8s.io/v1 CertificateSigningRequest',
  'networking.k8s.io/v1 IngressClass',
  'node.k8s.io/v1 RuntimeClass',
  'rbac.authorization.k8s.io/v1 ClusterRole',
  'rbac.authorization.k8s.io/v1 ClusterRoleBinding',
  'scheduling.k8s.io/v1 PriorityClass',
  'storage.k8s.io/v1 CSIDriver',
  'storage.k8s.io/v1 CSINode',
  'storage.k8s.io/v1 StorageClass',
  'storage.k8s.io/v1 VolumeAttachment',
]);

export function isClusterScoped(object: KubeObject): boolean {
  return CLUSTER_SCOPED.has(`${object.apiVersion} ${object.kind}`);
}

/** The namespace that decides whether two objects are one; empty for the cluster's own kinds. */
export function effectiveNamespace(object: KubeObject): string {
  return isClusterScoped(object) ? '' : object.metadata.namespace || 'default';
}

/** Two objects with one identity are one object in a build. */
export function identity(object: KubeObject): string {
  return `${object.apiVersion} ${object.kind} ${effectiveNamespace(object)}/${object.metadata.name}`;
}

/** `apps` of `apps/v1`; empty for the core's. */
export function groupOf({ apiVersion }: Pick<KubeObject, 'apiVersion'>): string {
  return apiVersion.includes('/') ? apiVersion.slice(0, apiVersion.indexOf('/')) : '';
}

/** Two objects with one key are one object in a cluster, also in two versions of their API. */
export function objectKey(object: KubeObject): string {
  const { namespace = '', name } = object.metadata;
  return [groupOf(object), object.kind, namespace, name].join(' ');
}

/** An object's kind and name for messages: `Deployment client-a-demo/curl-demo`. */
export function describe({ kind, namespace, name }: Named): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}

export function describeObject({ kind, metadata }: KubeObject): string {
  return describe({ kind, namespace: metadata.namespace, name: metadata.name });
}

interface Named {
  readonly kind: string;
  readonly namespace?: string;
  readonly name: string;
}
