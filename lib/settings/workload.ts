import { z } from 'zod';
import { text, unique } from './_schema';
import { common, initContainer, service, sidecar } from './container';
import { cronFault } from './cron';
import { label, objectName } from './names';
import { volume } from './volume';

export const replicas = z.int().min(0).max(10_000);

export const workload = z.strictObject({
  name: label.meta({ description: 'Name of the workload, a DNS label' }),
  kind: z
    .enum(['Deployment', 'StatefulSet', 'DaemonSet', 'Job', 'CronJob'])
    .meta({ description: 'Default Deployment' })
    .optional(),
  container: label.meta({ description: 'Name of the main container; default: that of the workload' }).optional(),
  replicas: replicas
    .meta({ description: 'How many pods, of a Deployment or StatefulSet; default: that of the environment' })
    .optional(),
  schedule: text({ 'schedule-invalid': cronFault })
    .meta({ description: 'When, of a CronJob: minute hour day month weekday' })
    .optional(),
  ...common,
  ...service,
  volumes: z.array(volume).meta({ description: 'Storage, and where it is mounted' }).optional(),
  initContainers: z
    .array(initContainer)
    .meta({ description: 'Run one after the other before the others start' })
    .optional(),
  sidecars: z.array(sidecar).meta({ description: 'Run beside the main container' }).optional(),
  imagePullSecrets: unique(objectName, 'name').meta({ description: 'Names of Secrets in the namespace' }).optional(),
});
