import type { KubeObject } from '../../kustomize';

/** `apps` of `apps/v1`; empty for the core's. */
export function groupOf({ apiVersion }: Pick<KubeObject, 'apiVersion'>): string {
  return apiVersion.includes('/') ? (apiVersion.split('/')[0] ?? '') : '';
}

/** Two objects with one identity are one object in a cluster, also in two versions of their API. */
export function identity({ apiVersion, kind, metadata }: KubeObject): string {
  return identityOf(groupOf({ apiVersion }), kind, metadata);
}

export function identityOf(
  group: string,
  kind: string,
  { name, namespace = '' }: { readonly name: string; readonly namespace?: string },
): string {
  return [group, kind, namespace, name].join(' ');
}

/** An object's kind and name for messages: `Deployment client-a-demo/curl-demo`. */
export function describeObject({ kind, metadata: { namespace, name } }: KubeObject): string {
  return `${kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
