import type { Disruption, WorkloadKind } from './types';

/** What decides how many pods a workload has; anything may be missing. */
interface Scaled {
  readonly kind?: WorkloadKind;
  /** Undefined: one. */
  readonly replicas?: number | 'none';
  readonly autoscale?: { readonly min?: number; readonly max?: number };
  readonly disruption?: Disruption | 'none';
}

/** The number of pods while there is little to do; undefined: an autoscaler decides that the settings do not know. */
export function fewestPods({ replicas = 1, autoscale }: Scaled): number | undefined {
  if (autoscale) return autoscale.min;
  return replicas === 'none' ? undefined : replicas;
}

/** The number of pods that the settings ask for at most. With `replicas: none`, the one that Kubernetes starts. */
export function mostPods({ replicas = 1, autoscale }: Scaled): number {
  if (autoscale) return autoscale.max ?? autoscale.min ?? 1;
  return replicas === 'none' ? 1 : replicas;
}

/** How a Deployment changes: with a claim, which one node at a time mounts, its pods follow each other. */
export function strategyOf({
  strategy,
  volumes = [],
}: {
  readonly strategy?: 'recreate' | 'rolling';
  readonly volumes?: readonly { readonly claim?: unknown }[];
}): 'recreate' | 'rolling' {
  return strategy ?? (volumes.some(({ claim }) => claim !== undefined) ? 'recreate' : 'rolling');
}

/**
 * The disruption budget of a workload; undefined: it has none.
 *
 * @param nodes most nodes of the tenant's pool. On the only node of a pool a budget would keep the node from being drained.
 */
export function budgetOf(workload: Scaled, nodes: number): Disruption | undefined {
  const { kind = 'Deployment', disruption } = workload;
  if (kind !== 'Deployment' && kind !== 'StatefulSet') return undefined;
  if (disruption !== undefined) return disruption === 'none' ? undefined : disruption;
  return (fewestPods(workload) ?? 1) > 1 && nodes > 1 ? { maxUnavailable: 1 } : undefined;
}
