import type { TenantDraft, WorkloadDraft } from '../draft';
import type { TenantCheck } from './_check';
import { workloadsOf } from './_containers';

/** A claim can be mounted on one node at a time, so that its pods are one. A StatefulSet has a claim for each pod. */
export const checkSharedClaims: TenantCheck = (tenant, report) => {
  if (!tenant.environment) return;
  for (const { workload, path } of workloadsOf(tenant)) {
    const index = (workload.volumes ?? []).findIndex(({ claim }) => claim !== undefined);
    if (index < 0) continue;
    const { name: volume = 'a volume' } = workload.volumes?.[index] ?? {};
    const what = `the claim of ${volume} can be mounted on one node at a time`;
    if (workload.kind === 'DaemonSet') {
      report(
        'claim-shared',
        [...path, 'volumes', index, 'claim'],
        `${what}, and a DaemonSet has a pod on each node; use emptyDir, or kind: StatefulSet`,
      );
    }
    const several = severalPods(workload);
    if (several === undefined) continue;
    const replicas = [...path, workload.autoscale ? 'autoscale' : 'replicas'];
    report(
      'claim-shared',
      isOwn(tenant, replicas) ? replicas : [...path, 'volumes', index, 'claim'],
      (environments) => {
        const where = isOwn(tenant, replicas) ? '' : ` by the default of ${environments}`;
        return `${what}, and ${workload.name ?? 'the workload'} has ${several}${where}; set replicas: 1, or use kind: StatefulSet, which has a claim for each pod`;
      },
    );
  }
};

function severalPods({ kind, replicas, autoscale }: WorkloadDraft): string | undefined {
  if (kind !== 'Deployment') return undefined;
  if (autoscale) return (autoscale.max ?? 1) > 1 ? `up to ${autoscale.max} pods (autoscale.max)` : undefined;
  if (replicas === 'none') return 'as many pods as an autoscaler sets (replicas: none)';
  return replicas !== undefined && replicas > 1 ? `${replicas} replicas` : undefined;
}

/** Whether the tenant's own file sets it. */
function isOwn(tenant: TenantDraft, path: readonly (string | number)[]): boolean {
  return tenant.at(path).file.file === tenant.file.file;
}
