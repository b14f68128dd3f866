import { KUBERNETES_MINORS, type KubernetesMinor } from '../versions';
import { structureErrors } from './_compile';
import { explain } from './_explain';
import { findKind } from './_files';
import { nameFindings } from './_names';
import { duplicateFindings } from './_unique';
import type { SchemaProblem } from './types';

export const UNKNOWN_KIND = 'There is no schema for this kind';

/**
 * What an API server of any of these minors, with the custom kinds that we use, would refuse: unknown fields, wrong types and
 * values, missing ones, names, duplicates. Rules that look at several fields (CEL, quantities that must fit each other) are not in it.
 *
 * Nothing passes unseen: an object of a kind without a schema is a problem, and so is having no object at all.
 *
 * @param minors of Kubernetes. What only some of them would refuse names those. Default: all that we have schemas of
 * @returns in the order of the objects
 */
export function validateObjects(
  objects: readonly unknown[],
  minors: readonly KubernetesMinor[] = KUBERNETES_MINORS,
): SchemaProblem[] {
  if (objects.length === 0) return [{ object: '', path: '', message: 'There is no object to validate' }];
  return objects.flatMap((object, index) => validateObject(object, index, minors));
}

/** `apps/v1 Deployment client-a-demo/curl-demo: spec.replicas: is string, not integer` */
export function formatSchemaProblem({ object, path, message }: SchemaProblem): string {
  return [object, path, message].filter(Boolean).join(': ');
}

function validateObject(value: unknown, index: number, minors: readonly KubernetesMinor[]): SchemaProblem[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    return [{ object: `object ${index + 1}`, path: '', message: 'is no object' }];
  }
  const object = value as { apiVersion?: unknown; kind?: unknown; metadata?: { name?: unknown; namespace?: unknown } };
  const type = `${object.apiVersion} ${object.kind}`;
  const place = [object.metadata?.namespace, object.metadata?.name].filter(Boolean).join('/');
  const description = `${type} ${place || `(object ${index + 1})`}`;
  const found = findKind(type);
  if (!found) return [{ object: description, path: '', message: UNKNOWN_KIND }];

  const findings = [
    ...structureFindings(type, value, minors),
    ...nameFindings(value as Record<string, unknown>, found.kind.scope === 'Namespaced'),
    ...duplicateFindings(value as Record<string, unknown>),
  ];
  return findings.map((finding) => ({ object: description, ...finding }));
}

interface StructureFinding {
  readonly path: string;
  readonly message: string;
}

function structureFindings(type: string, value: unknown, minors: readonly KubernetesMinor[]): StructureFinding[] {
  const found = new Map<string, StructureFinding & { readonly refusedBy: KubernetesMinor[] }>();
  for (const minor of minors) {
    for (const error of structureErrors(type, value, minor)) {
      const finding = explain(error);
      if (!finding) continue;
      // A value that none of them takes is one finding, although one lists more values than the other.
      const key = JSON.stringify(error.keyword === 'enum' ? [finding.path, 'enum'] : finding);
      const known = found.get(key) ?? { ...finding, refusedBy: [] };
      if (!known.refusedBy.includes(minor)) known.refusedBy.push(minor);
      found.set(key, known);
    }
  }
  return [...found.values()].map(({ path, message, refusedBy }) => ({
    path,
    message: refusedBy.length === minors.length ? message : `${message} (Kubernetes ${refusedBy.join(', ')})`,
  }));
}
