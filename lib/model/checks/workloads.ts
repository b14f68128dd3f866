import { enumerate } from '../../settings/text';
import type { WorkloadDraft } from '../draft';
import { serviceOf } from '../service-names';
import type { TenantCheck } from './_check';

const SCALED = ['Deployment', 'StatefulSet'] as const;
const FINITE = ['Job', 'CronJob'] as const;

/** Keys that only some kinds of workload accept; replicas and schedule are explained each in their own way. */
const KINDS_OF = {
  startingDeadlineSeconds: ['CronJob'],
  timeZone: ['CronJob'],
  suspend: ['CronJob'],
  concurrency: ['CronJob'],
  history: ['CronJob'],
  activeDeadlineSeconds: FINITE,
  backoffLimit: FINITE,
  ttlSecondsAfterFinished: FINITE,
  autoscale: SCALED,
  disruption: SCALED,
  spread: SCALED,
  strategy: ['Deployment'],
  service: [...SCALED, 'DaemonSet'],
} as const satisfies Partial<Record<keyof WorkloadDraft, readonly string[]>>;

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
    for (const [key, kinds] of Object.entries(KINDS_OF) as [keyof typeof KINDS_OF, readonly string[]][]) {
      if (workload[key] === undefined || kinds.includes(kind) || wasWrong(['workloads', index, 'kind'])) continue;
      report(
        'key-of-other-kind',
        ['workloads', index, key],
        `applies only to a ${enumerate(kinds, 'or')}, and this is a ${kind}; remove it`,
      );
    }
    if (kind === 'Job' && workload.ttlSecondsAfterFinished !== undefined) {
      report(
        'job-runs-again',
        ['workloads', index, 'ttlSecondsAfterFinished'],
        `Kubernetes deletes the Job ${workload.ttlSecondsAfterFinished} seconds after it has ended, and Flux then creates it again: ${name} runs again after that; leave it out, or use kind: CronJob`,
      );
    }
  }
};
