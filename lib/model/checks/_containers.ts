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

/** A workload, and its place in the settings of its tenant. */
export interface WorkloadAt {
  readonly workload: WorkloadDraft;
  readonly path: Path;
}

export function workloadsOf({ data }: Pick<TenantDraft, 'data'>): readonly WorkloadAt[] {
  return (data.workloads ?? []).map((workload, index) => ({ workload, path: ['workloads', index] }));
}
