import type { EnvironmentDraft, TenantDraft } from '../draft';
import type { Report } from './_check';

/** The most artifacts of one ArtifactGenerator. One of them is the platform’s. */
const MOST_ARTIFACTS = 1000;

/** An environment in which each tenant has an artifact of its own. */
export function checkArtifacts(
  { data: { flux = {} }, wasWrong }: EnvironmentDraft,
  tenants: readonly TenantDraft[],
  report: Report,
): void {
  if (!flux.artifacts) return;
  const path = ['flux', 'artifacts'];
  if (flux.reconcile !== 'per-tenant') {
    if (wasWrong(['flux', 'reconcile'])) return;
    report(
      'flux-artifacts-shape',
      path,
      'is only possible with reconcile: per-tenant: one Kustomization for all tenants reads the files of all, so that every change wakes it',
    );
  } else if (tenants.length >= MOST_ARTIFACTS) {
    report(
      'flux-artifacts-many',
      path,
      `is possible for ${MOST_ARTIFACTS - 1} tenants at most (there are ${tenants.length}): an ArtifactGenerator makes ${MOST_ARTIFACTS} artifacts, one of them for the platform; divide the tenants between several clusters, or remove artifacts`,
    );
  }
}
