import type { TenantCheck } from './_check';
import { containersOf, workloadsOf } from './_containers';

/** Kubernetes' own terminationGracePeriodSeconds. */
const DEFAULT_GRACE = 30;

/** A pause before a container is told to end, against the time that the whole pod has. */
export const checkPreStop: TenantCheck = (tenant, report) => {
  for (const { workload, path } of workloadsOf(tenant)) {
    const grace = workload.terminationGracePeriodSeconds ?? DEFAULT_GRACE;
    for (const { data, path: at } of containersOf(workload, path)) {
      const sleep = data.preStop?.sleep;
      if (sleep === undefined || sleep < grace) continue;
      report(
        'pre-stop-too-long',
        [...at, 'preStop', 'sleep'],
        `${sleep} leaves no time to end: the pod is killed after ${grace} seconds (terminationGracePeriodSeconds); set it above ${sleep}`,
      );
    }
  }
};
