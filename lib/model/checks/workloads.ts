import type { TenantCheck } from './_check';

/** What only some kinds of workload can say. */
export const checkWorkloads: TenantCheck = ({ data }, report) => {
  for (const [index, { kind = 'Deployment', schedule, replicas }] of (data.workloads ?? []).entries()) {
    if (kind === 'CronJob' && schedule === undefined)
      report(['workloads', index, 'schedule'], 'is missing: a CronJob says when it runs');
    if (kind !== 'CronJob' && schedule !== undefined) {
      report(
        ['workloads', index, 'schedule'],
        `is of a CronJob only, and this is a ${kind}; drop it, or say kind: CronJob`,
      );
    }
    if (replicas !== undefined && kind !== 'Deployment' && kind !== 'StatefulSet') {
      const why = kind === 'DaemonSet' ? 'has one pod a node' : 'runs one pod at a time';
      report(['workloads', index, 'replicas'], `is of a Deployment or StatefulSet only: a ${kind} ${why}; drop it`);
    }
  }
};
