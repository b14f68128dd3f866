import { z } from 'zod';
import { type QuantityOf, quantityFault } from './quantity';
import { issue } from './schema';

/** A Kubernetes quantity, which may also be a plain number. */
function quantity(of: QuantityOf, description: string) {
  return z
    .union([z.string(), z.number()])
    .superRefine((value, context) => {
      const message = quantityFault(value, of);
      if (message !== undefined) context.addIssue(issue('quantity-invalid', message));
    })
    .meta({ description })
    .transform(String);
}

const cpu = quantity('cpu', 'CPU, for example 2, 0.5 or 500m');

export const memory = (description: string) => quantity('memory', description);

const amounts = z
  .strictObject({ cpu: cpu.optional(), memory: memory('Memory, for example 128Mi or 8Gi').optional() })
  .meta({ id: 'Amounts', description: 'CPU and memory' });

export const resources = z
  .strictObject({
    requests: amounts.meta({ description: 'Requests: what the scheduler reserves' }).optional(),
    limits: amounts.meta({ description: 'Limits, which must not be below the requests' }).optional(),
  })
  .meta({ id: 'Resources', description: 'CPU and memory of one container' });

const count = z.int().min(0).max(1_000_000);

const limited = (kind: string, limit: number) =>
  count.meta({ description: `Maximum number of ${kind}` }).default(limit);

const unlimited = (kind: string) =>
  count.meta({ description: `Maximum number of ${kind}. Default: no limit` }).optional();

/** Kinds that a tenant may create, by their plural. */
export const objectLimits = z.strictObject({
  configmaps: limited('ConfigMaps', 100),
  persistentvolumeclaims: limited('PersistentVolumeClaims', 10),
  secrets: limited('Secrets', 50),
  services: limited('Services', 20),
  cronjobs: unlimited('CronJobs'),
  daemonsets: unlimited('DaemonSets'),
  deployments: unlimited('Deployments'),
  horizontalpodautoscalers: unlimited('HorizontalPodAutoscalers'),
  jobs: unlimited('Jobs'),
  poddisruptionbudgets: unlimited('PodDisruptionBudgets'),
  statefulsets: unlimited('StatefulSets'),
});

export const quota = z
  .strictObject({
    cpu: cpu.optional(),
    memory: memory('Memory, for example 128Mi or 8Gi').optional(),
    pods: z.int().min(1).meta({ description: 'Maximum number of pods' }).optional(),
    storage: memory('Storage of all claims together, for example 100Gi').default('100Gi'),
    objects: objectLimits
      .meta({ description: 'Maximum number of objects by kind. The defaults also apply without quota' })
      .prefault({}),
  })
  .meta({
    description:
      'Limits of the namespace: the sum of all requests, the sum of all limits, storage and numbers of objects. The workloads must fit. Default: only the numbers of objects are limited',
  });
