import { isMap } from '../data';
import type { KubeObject } from '../kustomize';
import { PRUNE, RECONCILE } from '../vocabulary';
import type { ObjectRef } from './types';

/** An object with all that is in it. */
export type Manifest = KubeObject & Readonly<Record<string, unknown>>;

/** The value at the end of the keys; undefined where one of them is not there. */
export function valueAt(value: unknown, ...keys: readonly string[]): unknown {
  return keys.reduce<unknown>((inner, key) => (isMap(inner) ? inner[key] : undefined), value);
}

export function refOf({ apiVersion, kind, metadata }: KubeObject): ObjectRef {
  const { namespace, name } = metadata;
  return { apiVersion, kind, namespace, name };
}

/** Flux looks at labels and annotations alike. */
export function isMarked(object: KubeObject, key: string, value: string): boolean {
  const { annotations, labels } = object.metadata;
  return annotations?.[key] === value || labels?.[key] === value;
}

/** What Flux does not delete when it leaves the build. */
export function isKept(object: KubeObject): boolean {
  return isMarked(object, PRUNE, 'disabled') || isMarked(object, RECONCILE, 'disabled');
}
