import { container } from '../settings/container';
import type { ResolvedTenant } from '../settings/tenant';
import { pod } from '../settings/workload';
import type { Workload } from './types';

/** Settings of a workload are those of its pod and those of its main container, side by side. */
export function resolveWorkload(settings: ResolvedTenant['workloads'][number]): Workload {
  const name = settings.container ?? settings.name;
  return { ...pod.strip().parse(settings), container: container.strip().parse({ ...settings, name }) };
}
