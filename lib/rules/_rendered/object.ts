import type { KubeObject } from '../../kustomize';
import { type Data, labels } from './data';
import type { Files } from './files';
import { groupOf } from './identity';

/** An object as the cluster would get it. */
export interface Rendered {
  readonly object: KubeObject & Data;
  /** The files that it is made of, the last one having the last word; at least one. */
  readonly files: readonly string[];
  /** Name of the tenant in whose folder, or whose namespace, it is. */
  readonly tenant?: string;
  /** What the tenant may not touch, or what it runs; undefined: the cluster's own. */
  readonly part?: 'guardrails' | 'workloads';
}

/** Tenant and part of an object out of a file, as the file says. */
export function ownerIn(files: Files, path: string): Pick<Rendered, 'tenant' | 'part'> {
  const { tenant, part } = files.ownerOf(path);
  return tenant && part ? { tenant, part } : {};
}

export function isKind({ object }: Rendered, kind: string, group: string): boolean {
  return object.kind === kind && groupOf(object) === group;
}

export function namespaceOf({ object }: Rendered): string | undefined {
  return object.metadata.namespace;
}

export function labelsOf({ object }: Rendered): Readonly<Record<string, string>> {
  return labels(object.metadata.labels);
}

export function annotationsOf({ object }: Rendered): Readonly<Record<string, string>> {
  return labels(object.metadata.annotations);
}
