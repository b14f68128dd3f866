import { fewestPods, strategyOf } from '../availability';
import type { TenantDraft, WorkloadDraft } from '../draft';
import type { Report, TenantCheck } from './_check';
import { containersOf, type WorkloadAt, workloadsOf } from './_containers';

/** Numbers of pods, and what happens to them in updates and drains: choices that contradict each other. */
export const checkAvailability: TenantCheck = (tenant, report) => {
  for (const each of workloadsOf(tenant)) {
    checkAutoscale(each, tenant, report);
    checkStrategy(each, report);
    if (!tenant.environment) continue;
    checkDisruption(each, report);
    checkSpread(each, tenant, report);
  }
};

function checkAutoscale({ workload, path }: WorkloadAt, tenant: TenantDraft, report: Report): void {
  const { autoscale, replicas } = workload;
  if (!autoscale) return;
  const at = [...path, 'autoscale'];
  const { min, max, cpu, memory } = autoscale;
  if (typeof replicas === 'number')
    report(
      'replicas-and-autoscale',
      [...path, 'replicas'],
      `${replicas} and autoscale exclude each other: the autoscaler sets the number of pods; remove one of them`,
    );
  if (min !== undefined && max !== undefined && min > max)
    report('autoscale-range', [...at, 'min'], `${min} is above max, ${max}`);
  if (cpu === undefined && memory === undefined && !['cpu', 'memory'].some((key) => tenant.wasWrong([...at, key])))
    report('autoscale-target', at, 'must have cpu, memory or both: the average use that it aims for');
  // Where the quota counts CPU or memory, a LimitRange has requests for what sets none.
  const hasDefaults = tenant.data.quota?.cpu !== undefined || tenant.data.quota?.memory !== undefined;
  if (!tenant.environment || hasDefaults) return;
  for (const resource of ['cpu', 'memory'] as const) {
    if (autoscale[resource] === undefined) continue;
    const without = containersOf(workload, path).find(
      ({ data: { resources }, role }) =>
        role !== 'init' && (resources?.requests?.[resource] ?? resources?.limits?.[resource]) === undefined,
    );
    if (without)
      report(
        'autoscale-without-request',
        [...at, resource],
        (environments) =>
          `is a percentage of the requested ${resource === 'cpu' ? 'CPU' : 'memory'}, and the container ${without.name ?? ''} requests none in ${environments}; set its resources.requests.${resource}`,
      );
  }
}

function checkStrategy({ workload, path }: WorkloadAt, report: Report): void {
  const { kind, strategy } = workload;
  if (kind !== 'Deployment' || strategy !== 'rolling') return;
  if (strategyOf({ ...workload, strategy: undefined }) === 'recreate')
    report(
      'strategy-claim',
      [...path, 'strategy'],
      'cannot be rolling with a claim, which one node at a time mounts: the new pod would wait for the old one; remove it, or set recreate',
    );
}

function checkDisruption({ workload, path }: WorkloadAt, report: Report): void {
  const { disruption } = workload;
  if (disruption === undefined || disruption === 'none' || !isScaled(workload)) return;
  const at = [...path, 'disruption'];
  const pods = fewestPods(workload);
  const { minAvailable, maxUnavailable } = disruption;
  if (minAvailable === undefined && maxUnavailable === undefined) return;
  if (maxUnavailable !== undefined && /^0%?$/.test(String(maxUnavailable)))
    report('disruption-blocks', at, 'lets no pod go, so that no node could be drained; set maxUnavailable: 1');
  const kept = minAvailable === undefined ? undefined : amountOf(minAvailable, pods ?? 0);
  if (kept !== undefined && kept > 0 && pods !== undefined && kept >= pods) {
    report(
      'disruption-blocks',
      at,
      (environments) =>
        `keeps ${minAvailable} of ${countOf(pods)} in ${environments}, so that no node could be drained; keep fewer, or have more pods`,
    );
  } else if (pods === 1) {
    report(
      'disruption-useless',
      at,
      (environments) => `has no effect with one pod, as in ${environments}; set disruption: none, or have more pods`,
    );
  }
}

function checkSpread({ workload, path }: WorkloadAt, tenant: TenantDraft, report: Report): void {
  const { spread } = workload;
  if (spread === undefined || spread === 'none' || !isScaled(workload)) return;
  const nodes = tenant.data.nodePool?.size?.max ?? 1;
  if (nodes > 1) return;
  report('spread-useless', [...path, 'spread'], 'has no effect in a pool of one node (nodePool.size.max)');
}

function isScaled({ kind }: WorkloadDraft): boolean {
  return kind === 'Deployment' || kind === 'StatefulSet';
}

/** As Kubernetes counts: percentages are rounded up. */
function amountOf(share: number | string, pods: number): number {
  return typeof share === 'number' ? share : Math.ceil((pods * Number.parseInt(share, 10)) / 100);
}

function countOf(pods: number): string {
  return pods === 1 ? 'one pod' : `${pods} pods`;
}
