export const FLUX_NAMESPACE = 'flux-system';

/** The account that `flux install` makes for kustomize-controller itself. */
export const PLATFORM_ACCOUNT = 'kustomize-controller';

/** The Kustomization of a tenant's guardrails, where tenants reconcile on their own. */
export function guardrailsName(flux: string, tenant: string): string {
  return `${flux}-${tenant}`;
}

/** The Kustomization of a tenant's workloads, where tenants reconcile on their own. */
export function workloadsName(flux: string, tenant: string): string {
  return `${flux}-${tenant}-workloads`;
}
