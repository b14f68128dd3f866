import { z } from 'zod';
import { type QuantityOf, quantityFault } from './quantity';

/** A Kubernetes quantity; a plain number is one, too. */
export function quantity(of: QuantityOf) {
  return z.union([z.string(), z.number()]).superRefine((value, context) => {
    const message = quantityFault(value, of);
    if (message !== undefined) context.addIssue({ code: 'custom', message });
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

export const quota = z
  .strictObject({
    cpu: cpu.optional(),
    memory: memory.optional(),
    pods: z.int().min(1).meta({ description: 'How many pods at a time' }).optional(),
  })
  .meta({ description: 'Bounds the sum of requests and that of limits; the workloads must fit. Default: no bound' });
