import { serviceOf } from '../service-names';
import type { TenantCheck } from './_check';

const DEADLINES: Readonly<Record<'startingDeadlineSeconds' | 'activeDeadlineSeconds', readonly string[]>> = {
  startingDeadlineSeconds: ['CronJob'],
  activeDeadlineSeconds: ['Job', 'CronJob'],
};

/** Keys that only some kinds of workload accept. */
export const checkWorkloads: TenantCheck = ({ data, wasWrong }, report) => {
  for (const [index, workload] of (data.workloads ?? []).entries()) {
    const { name = '', kind = '', schedule, replicas } = workload;
    if (/^\d/.test(name) && serviceOf(workload)) {
      report(
        'service-name',
        ['workloads', index, 'name'],
        `${name} starts with a digit, which the cluster refuses as the name of its Service; start it with a letter`,
      );
    }
    if (kind === 'CronJob' && schedule === undefined && !wasWrong(['workloads', index, 'schedule']))
      report('schedule-missing', ['workloads', index, 'schedule'], 'is missing: a CronJob needs a schedule');
    if (kind !== 'CronJob' && schedule !== undefined && !wasWrong(['workloads', index, 'kind'])) {
      report(
        'key-of-other-kind',
        ['workloads', index, 'schedule'],
        `applies only to a CronJob, and this is a ${kind}; remove it, or set kind: CronJob`,
      );
    }
    if (replicas !== undefined && kind !== 'Deployment' && kind !== 'StatefulSet') {
      const why = kind === 'DaemonSet' ? 'has one pod per node' : 'runs one pod at a time';
      report(
        'key-of-other-kind',
        ['workloads', index, 'replicas'],
        `applies only to a Deployment or StatefulSet: a ${kind} ${why}; remove it`,
      );
    }
    for (const [key, kinds] of Object.entries(DEADLINES)) {
      if (workload[key as keyof typeof DEADLINES] === undefined || kinds.includes(kind)) continue;
      report(
        'key-of-other-kind',
        ['workloads', index, key],
        `applies only to a ${kinds.join(' or ')}, and this is a ${kind}; remove it`,
      );
    }
  }
};
