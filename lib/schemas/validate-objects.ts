import { structureErrors } from './_compile';
import { explain } from './_explain';
import { findKind } from './_files';
import { nameFindings } from './_names';
import { duplicateFindings } from './_unique';
import type { SchemaProblem } from './types';

export const UNKNOWN_KIND = 'There is no schema for this kind';

/**
 * What an API server of our version, with the custom kinds that we use, would refuse: unknown fields, wrong types and
 * values, missing ones, names, duplicates. Rules that look at several fields (CEL, quantities that must fit each other) are not in it.
 *
 * Nothing passes unseen: an object of a kind without a schema is a problem, and so is having no object at all.
 *
 * @returns in the order of the objects
 */
export function validateObjects(objects: readonly unknown[]): SchemaProblem[] {
  if (objects.length === 0) return [{ object: '', path: '', message: 'There is no object to validate' }];
  return objects.flatMap(validateObject);
}

/** `apps/v1 Deployment client-a-demo/curl-demo: spec.replicas: is string, not integer` */
export function formatSchemaProblem({ object, path, message }: SchemaProblem): string {
  return [object, path, message].filter(Boolean).join(': ');
}

function validateObject(value: unknown, index: number): SchemaProblem[] {
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
    ...structureErrors(type, value).flatMap((error) => explain(error) ?? []),
    ...nameFindings(value as Record<string, unknown>, found.kind.scope === 'Namespaced'),
    ...duplicateFindings(value as Record<string, unknown>),
  ];
  return findings.map((finding) => ({ object: description, ...finding }));
}
