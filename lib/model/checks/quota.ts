import { formatQuantity, parseQuantity, type QuantityOf } from '../../settings/quantity';
import { CONTAINER_DEFAULTS } from '../container-defaults';
import type { TenantDraft, WorkloadDraft } from '../draft';
import type { TenantCheck } from './_check';
import { type ContainerAt, containersOf, workloadsOf } from './_containers';

type Of = 'requests' | 'limits';

/** The most that the workloads can take at a time, rolling updates included, against what the quota lets them. */
export const checkQuota: TenantCheck = (tenant, report) => {
  const { quota } = tenant.data;
  if (!quota || !tenant.environment) return;
  const workloads = workloadsOf(tenant).map(({ workload, path }) => ({
    name: workload.name ?? 'a workload',
    pods: podsOf(workload, tenant),
    containers: containersOf(workload, path),
  }));
  for (const resource of ['cpu', 'memory'] as const) {
    const bound = quota[resource];
    if (bound === undefined) continue;
    for (const what of ['limits', 'requests'] as const) {
      const parts = workloads.map(({ name, pods, containers }) => {
        const each = podNeeds(containers, what, resource);
        return { sum: each * BigInt(pods), text: `${name} ${pods} × ${formatQuantity(each, resource)}` };
      });
      const sum = parts.reduce((total, part) => total + part.sum, 0n);
      if (sum <= (parseQuantity(bound) ?? 0n)) continue;
      const detail = parts.filter((part) => part.sum > 0n).map((part) => part.text);
      report(
        'quota-too-small',
        ['quota', resource],
        (environments) =>
          `${bound} is below what the workloads can take in ${environments}: ${what} of ${formatQuantity(sum, resource)} (${shorten(detail)}; rolling updates included)`,
      );
      // Requests are not above limits: one line says both.
      break;
    }
  }
  const pods = workloads.reduce((total, workload) => total + workload.pods, 0);
  if (quota.pods !== undefined && pods > quota.pods) {
    const detail = workloads
      .filter((workload) => workload.pods > 0)
      .map((workload) => `${workload.name} ${workload.pods}`);
    report(
      'quota-too-small',
      ['quota', 'pods'],
      (environments) =>
        `${quota.pods} is below the ${pods} pods that the workloads can have in ${environments} (${shorten(detail)}; rolling updates included)`,
    );
  }
};

/** Most pods at a time. */
function podsOf({ kind, replicas = 1 }: WorkloadDraft, tenant: TenantDraft): number {
  switch (kind) {
    case 'Deployment':
      // The surge of a rolling update: a quarter, rounded up.
      return replicas + Math.ceil(replicas / 4);
    case 'StatefulSet':
      return replicas;
    case 'DaemonSet':
      return tenant.data.nodePool?.size?.max ?? 1;
    default:
      return 1;
  }
}

/** As Kubernetes counts: what runs together as a sum, init containers one by one, the larger of the two. */
function podNeeds(containers: readonly ContainerAt[], what: Of, resource: QuantityOf): bigint {
  let together = 0n;
  let alone = 0n;
  for (const { data, role } of containers) {
    const limit = data.resources?.limits?.[resource];
    const request = data.resources?.requests?.[resource] ?? limit ?? CONTAINER_DEFAULTS.requests[resource];
    const need = parseQuantity(what === 'limits' ? (limit ?? CONTAINER_DEFAULTS.limits[resource]) : request) ?? 0n;
    if (role !== 'init') together += need;
    else if (need > alone) alone = need;
  }
  return together > alone ? together : alone;
}

function shorten(parts: readonly string[]): string {
  return parts.length > 5 ? `${parts.slice(0, 5).join(', ')} and ${parts.length - 5} more` : parts.join(', ');
}
