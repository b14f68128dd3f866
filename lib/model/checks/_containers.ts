import type { Path } from '../../settings/place';
import type { TenantDraft, WorkloadDraft } from '../draft';

type ContainerDraft = NonNullable<WorkloadDraft['sidecars']>[number];

export interface ContainerAt {
  readonly path: Path;
  readonly name?: string;
  /** Where the name was said. */
  readonly namePath: Path;
  readonly data: ContainerDraft;
  readonly role: 'main' | 'init' | 'sidecar';
}

/** All containers of a workload with their places, the main one first. */
export function containersOf(workload: WorkloadDraft, path: Path): ContainerAt[] {
  const name = workload.container ?? workload.name;
  const namePath = [...path, workload.container === undefined ? 'name' : 'container'];
  const others = (key: 'initContainers' | 'sidecars', role: ContainerAt['role']) =>
    (workload[key] ?? []).map((data: ContainerDraft, index): ContainerAt => {
      const at = [...path, key, index];
      return { path: at, name: data.name, namePath: [...at, 'name'], data, role };
    });
  return [
    { path, name, namePath, data: workload, role: 'main' },
    ...others('initContainers', 'init'),
    ...others('sidecars', 'sidecar'),
  ];
}

/** Whether its ports become those of a Service, which it shares with its sidecars. */
export function hasService({ kind }: WorkloadDraft): boolean {
  return kind !== 'Job' && kind !== 'CronJob';
}

/** The number of pods that are certain. With `replicas: none` Kubernetes starts one, and an autoscaler may add others. */
export function leastOf(replicas: WorkloadDraft['replicas'] = 1): number {
  return replicas === 'none' ? 1 : replicas;
}

export function workloadsOf({
  data,
}: Pick<TenantDraft, 'data'>): readonly { readonly workload: WorkloadDraft; readonly path: Path }[] {
  return (data.workloads ?? []).map((workload, index) => ({ workload, path: ['workloads', index] }));
}
