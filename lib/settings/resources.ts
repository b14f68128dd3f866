import { z } from 'zod';
import { issue } from './_schema';
import { type QuantityOf, quantityFault } from './quantity';

/** A Kubernetes quantity; a plain number is one, too. */
export function quantity(of: QuantityOf) {
  return z.union([z.string(), z.number()]).superRefine((value, context) => {
    const message = quantityFault(value, of);
    if (message !== undefined) context.addIssue(issue('quantity-invalid', message));
  });
}

export const cpu = quantity('cpu').meta({ description: 'CPU as a Kubernetes quantity: 2, 0.5 or 500m' });

export const memory = quantity('memory').meta({ description: 'Memory as a Kubernetes quantity: 128Mi or 8Gi' });

const amounts = z.strictObject({ cpu: cpu.optional(), memory: memory.optional() });

export const resources = z
  .strictObject({
    requests: amounts.meta({ description: 'What is set aside' }).optional(),
    limits: amounts.meta({ description: 'What may be taken; not below the requests' }).optional(),
  })
  .meta({ description: 'CPU and memory of one container; default: those of the environment' });

/** Kinds that a tenant may create, by their plural, and how many it gets where its settings do not say. */
export const OBJECT_DEFAULTS = { configmaps: 100, persistentvolumeclaims: 10, secrets: 50, services: 20 } as const;

/** The others that can be bounded, each with its API group. */
export const OTHER_OBJECTS = {
  cronjobs: 'batch',
  daemonsets: 'apps',
  deployments: 'apps',
  horizontalpodautoscalers: 'autoscaling',
  jobs: 'batch',
  poddisruptionbudgets: 'policy',
  statefulsets: 'apps',
} as const;

/** Storage of all claims together, where `quota` is set and does not say. */
export const STORAGE_DEFAULT = '100Gi';

type ObjectKind = keyof typeof OBJECT_DEFAULTS | keyof typeof OTHER_OBJECTS;

const count = z.int().min(0).max(1_000_000);

const objects = z.strictObject(
  Object.fromEntries([
    ...Object.entries(OBJECT_DEFAULTS).map(([kind, most]) => [
      kind,
      count.meta({ description: `Default ${most}` }).optional(),
    ]),
    ...Object.keys(OTHER_OBJECTS).map((kind) => [kind, count.meta({ description: 'Default: no bound' }).optional()]),
  ]) as Record<ObjectKind, z.ZodOptional<z.ZodInt>>,
);

export const quota = z
  .strictObject({
    cpu: cpu.optional(),
    memory: memory.optional(),
    pods: z.int().min(1).meta({ description: 'How many pods at a time' }).optional(),
    storage: memory
      .meta({
        description: `Storage of all claims together, as 100Gi; default, where quota is set: ${STORAGE_DEFAULT}`,
      })
      .optional(),
    objects: objects
      .meta({ description: 'How many objects of a kind; the defaults hold without quota, too' })
      .optional(),
  })
  .meta({
    description:
      'Bounds the sum of requests and that of limits, storage and numbers of objects; the workloads must fit. Default: only the numbers of objects are bounded',
  });
