import type { k8s } from 'cdk8s-plus-28';
import type { Workload } from '../../model/types';
import { CRON_JOB_DEADLINE } from '../../settings/workload';

type Finite = Pick<Workload, 'activeDeadlineSeconds' | 'backoffLimit' | 'ttlSecondsAfterFinished'>;

type Recurring = Finite &
  Pick<Workload, 'startingDeadlineSeconds' | 'timeZone' | 'suspend' | 'concurrency' | 'history'> & {
    readonly schedule: string;
  };

export function jobOf(workload: Finite, template: k8s.PodTemplateSpec): k8s.JobSpec {
  const { activeDeadlineSeconds, backoffLimit, ttlSecondsAfterFinished } = workload;
  return { activeDeadlineSeconds, backoffLimit, ttlSecondsAfterFinished, template };
}

const POLICIES = { forbid: 'Forbid', allow: 'Allow', replace: 'Replace' } as const;

export function cronJobOf(workload: Recurring, template: k8s.PodTemplateSpec): k8s.CronJobSpec {
  const { schedule, startingDeadlineSeconds, timeZone, suspend, concurrency = 'forbid', history = {} } = workload;
  const { successful, failed } = typeof history === 'number' ? { successful: history, failed: history } : history;
  // While a run hangs, no other one starts.
  const deadline = workload.activeDeadlineSeconds ?? CRON_JOB_DEADLINE;
  return {
    schedule,
    timeZone,
    startingDeadlineSeconds,
    suspend,
    concurrencyPolicy: POLICIES[concurrency],
    successfulJobsHistoryLimit: successful,
    failedJobsHistoryLimit: failed,
    jobTemplate: { spec: jobOf({ ...workload, activeDeadlineSeconds: deadline }, template) },
  };
}
