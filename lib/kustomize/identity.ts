import { kindRow } from '../kinds';
import type { KubeObject } from './types';

/** As kustomize knows it: of a kind that it does not know it assumes that objects have a namespace. */
export function isClusterScoped(object: KubeObject): boolean {
  return kindRow(object).clusterScoped ?? false;
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
