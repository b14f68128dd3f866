import type { Manifest } from './_objects';
import { valueAt } from './_objects';
import { Reconciliations } from './_reconciliation';

/** Tells whose an object is: a tenant's name, or undefined for the platform's. */
export type OwnerOf = (object: Manifest) => string | undefined;

/** A tenant has its namespaces, that of its gateway among them, with all in them, what is labelled as its own, its account, and its Flux objects. */
export function ownerIn(objects: readonly Manifest[]): OwnerOf {
  const byNamespace = new Map<string, string>();
  for (const { kind, metadata } of objects) {
    const tenant = metadata.labels?.tenant;
    if (kind === 'Namespace' && tenant) byNamespace.set(metadata.name, tenant);
  }
  for (const { kind, metadata } of objects) {
    const { name, labels } = metadata;
    const tenant = byNamespace.get(name.replace(/-egress$/, ''));
    if (kind === 'Namespace' && labels?.['network/isolation'] === 'egress-gateway' && tenant)
      byNamespace.set(name, tenant);
  }
  const tenants = new Set(byNamespace.values());
  return (object) => {
    const { kind, metadata } = object;
    if (Reconciliations.is(object)) {
      const folder = /\/overlays\/[^/]+\/([^/]+)/.exec(String(valueAt(object, 'spec', 'path')))?.[1];
      return folder === 'platform' ? undefined : folder;
    }
    const labelled =
      metadata.labels?.tenant ?? byNamespace.get(kind === 'Namespace' ? metadata.name : (metadata.namespace ?? ''));
    return labelled ?? (kind === 'ServiceAccount' && tenants.has(metadata.name) ? metadata.name : undefined);
  };
}
