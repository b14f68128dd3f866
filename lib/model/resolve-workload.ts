import type { z } from 'zod';
import { container } from '../settings/container';
import type { ResolvedTenant } from '../settings/tenant';
import { pod } from '../settings/workload';
import type { Workload } from './types';

/** Settings of a workload are those of its pod and those of its main container, side by side. */
export function resolveWorkload(settings: ResolvedTenant['workloads'][number]): Workload {
  const name = settings.container ?? settings.name;
  return { ...those(pod, settings), container: those(container, { ...settings, name }) };
}

/** The settings that are of a schema, out of more that are complete already. */
function those<Schema extends z.ZodObject>({ shape }: Schema, settings: z.output<Schema>): z.output<Schema> {
  const known = Object.keys(shape).filter((key) => Object.hasOwn(settings, key));
  return Object.fromEntries(known.map((key) => [key, settings[key]])) as z.output<Schema>;
}
