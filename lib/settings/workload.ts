import { z } from 'zod';
import { autoscale, disruption, spread, strategy } from './availability';
import { common, container, initContainer, service } from './container';
import { cronFault } from './cron';
import { label, objectName } from './names';
import { annotations, labels } from './object-metadata';
import { alternatives, replacedWhole, text, unique } from './schema';
import { workloadService } from './service';
import { showTyped } from './text';
import { timeZoneFault } from './time-zone';
import { volume } from './volume';
import { workloadFiles } from './workload-file';

export const replicas = z.int().min(0).max(10_000);

const replicasOrNone = z
  .union([
    replicas,
    z.enum(['none', 'default'], {
      error: ({ input }) =>
        input === undefined || input === null
          ? undefined
          : `must be a number, none or default, and not ${showTyped(input)}`,
    }),
  ])
  .transform((value) => (value === 'default' ? undefined : value));

/** Seconds that a run of a CronJob may take by default: six hours. */
export const CRON_JOB_DEADLINE = 21_600;

/** The controller of CronJobs looks every ten seconds: with less time to start it may miss every run. */
const SHORTEST_START = 10;

const seconds = z.int().min(1).max(2_147_483_647);

const kept = z.int().min(0).max(1000);

const history = z.union([
  kept,
  z
    .strictObject({
      successful: kept.meta({ description: 'Successful runs to keep. Default: 3' }).optional(),
      failed: kept.meta({ description: 'Failed runs to keep. Default: 1' }).optional(),
    })
    .meta({ id: 'History', description: 'Runs of a CronJob to keep' }),
]);
replacedWhole.add(history, { isReplacedWhole: true });

/** Keys of a workload that are not its main container’s. The construct passes most of them through to the pod. */
export const pod = z.strictObject({
  name: label.meta({ description: 'Name of the workload: a DNS label' }),
  kind: z
    .enum(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'])
    .meta({ description: 'Kind of the workload' })
    .default('Deployment'),
  replicas: replicasOrNone
    .meta({
      description:
        'Number of pods, only for a Deployment or StatefulSet. none: an autoscaler sets it, and Flux leaves it alone; default: the default again, in an override. Default: the environment’s workloads.replicas',
    })
    .optional(),
  schedule: text({ 'schedule-invalid': cronFault })
    .meta({ description: 'When a CronJob runs: minute, hour, day of month, month, day of week' })
    .optional(),
  startingDeadlineSeconds: seconds
    .min(SHORTEST_START)
    .meta({
      description:
        'Seconds after its time in which a run of a CronJob may still start; then it is left out. Default: no limit',
    })
    .optional(),
  activeDeadlineSeconds: seconds
    .meta({
      description: `Seconds after which a Job, or a run of a CronJob, is ended. Default: ${CRON_JOB_DEADLINE} (6 hours) for a CronJob, no limit for a Job`,
    })
    .optional(),
  timeZone: text({ 'time-zone-unknown': timeZoneFault })
    .meta({
      description: 'Time zone of a CronJob’s schedule, for example Europe/Paris. Default: that of the cluster, UTC',
    })
    .optional(),
  suspend: z.boolean().meta({ description: 'Whether a CronJob starts no runs. Default: false' }).optional(),
  concurrency: z
    .enum(['forbid', 'allow', 'replace'])
    .meta({
      description:
        'What happens when a run of a CronJob is due while another one lasts: it is left out, runs as well, or replaces it',
    })
    .optional(),
  history: history
    .meta({ description: 'Runs of a CronJob to keep, of each sort, or of all. Default: 3 successful and 1 failed' })
    .optional(),
  backoffLimit: z
    .int()
    .min(0)
    .max(1000)
    .meta({ description: 'How often a Job, or a run of a CronJob, is tried again after a failure. Default: 6' })
    .optional(),
  ttlSecondsAfterFinished: z
    .int()
    .min(0)
    .max(2_147_483_647)
    .meta({
      description:
        'Seconds after which a Job that has ended is deleted with its pods. Flux then creates a Job of the settings again; runs of a CronJob are not affected by that. Default: it is kept',
    })
    .optional(),
  autoscale: autoscale.optional(),
  disruption: disruption.optional(),
  strategy: strategy.optional(),
  spread: spread.optional(),
  labels,
  annotations,
  service: workloadService.optional(),
  files: workloadFiles,
  volumes: z
    .array(volume)
    .meta({ description: 'Storage of the pod, which its main container sees, unless containers names others' })
    .default([]),
  initContainers: z
    .array(initContainer)
    .meta({ description: 'Containers that run to completion, in order, before the others start' })
    .default([]),
  sidecars: z
    .array(container)
    .meta({ description: 'Containers that run in addition to the main container, for the whole life of the pod' })
    .default([]),
  imagePullSecrets: unique(objectName, 'name')
    .meta({ description: 'Names of Secrets in the namespace with the credentials of registries' })
    .default([]),
  terminationGracePeriodSeconds: z
    .int()
    .min(0)
    .max(3600)
    .meta({ description: 'Seconds that a pod has to end before it is killed, at most an hour. Default: 30' })
    .optional(),
});

export const workload = pod
  .extend({
    container: label.meta({ description: 'Name of the main container. Default: the name of the workload' }).optional(),
    ...common,
    ...service,
  })
  .meta({ id: 'Workload', description: 'A workload and its main container' })
  .register(alternatives, { groups: [['replicas'], ['autoscale']] });
