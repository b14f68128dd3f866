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

/** Two objects with one identity are one object. */
export function identity(object: KubeObject): string {
  return `${object.apiVersion} ${object.kind} ${effectiveNamespace(object)}/${object.metadata.name}`;
}

/** For messages: `Deployment client-a-demo/curl-demo`. */
export function describeObject(object: KubeObject): string {
  const { name, namespace } = object.metadata;
  return `${object.kind} ${namespace ? `${namespace}/` : ''}${name}`;
}
