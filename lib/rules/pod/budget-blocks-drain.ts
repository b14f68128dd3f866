import { object } from '../_example';
import { RESOLVER } from '../_names';
import { type Context, isKind, labels, map, namespaceOf, podOf, type Rendered } from '../_rendered';
import { found, isSelected } from '../_support';
import type { Found, RuleDefinition } from '../rule';

/** Kinds of which a drain ends pods; those of a DaemonSet it leaves alone. */
const DRAINED = ['Deployment', 'StatefulSet', 'ReplicaSet', 'ReplicationController'];

export const rule: RuleDefinition = {
  title: 'A budget keeps a node from being drained',
  why: 'An upgrade of the cluster drains nodes one by one. A budget that lets no pod go, or keeps one pod on the only node of a pool, makes the drain wait for ever.',
  fix: 'Set maxUnavailable: 1 with two replicas or more; in a pool of one node use no budget.',
  suppressible: true,
  good: [
    object(
      'PodDisruptionBudget client-b/api',
    )`spec: { maxUnavailable: 1, selector: { matchLabels: { app.kubernetes.io/name: api } } }`,
  ],
  bad: [
    object(
      'PodDisruptionBudget client-b/api-all',
    )`spec: { minAvailable: 4, selector: { matchLabels: { app.kubernetes.io/name: api } } }`,
    object(
      'PodDisruptionBudget client-a-demo/web',
    )`spec: { minAvailable: 50%, selector: { matchLabels: { app.kubernetes.io/name: web } } }`,
    object(
      'PodDisruptionBudget client-b/api',
    )`spec: { maxUnavailable: 0, selector: { matchLabels: { app.kubernetes.io/name: api } } }`,
  ],
  check: (context) =>
    context.objects
      .filter((each) => isKind(each, 'PodDisruptionBudget', 'policy'))
      .flatMap((budget): Found[] => {
        const workloads = context.objects.filter((each) => isGuarded(each, budget));
        const counts = workloads.map((each) => map(each.object.spec).replicas ?? leastScaled(each, context) ?? 1);
        const pods = counts.reduce<number>((sum, count) => sum + Number(count), 0);
        if (pods === 0) return [];
        const [key, free] = freeOf(budget, pods);
        const names = workloads.map(({ object: { kind, metadata } }) => `${kind} ${metadata.name}`).join(', ');
        if (free < 1) return [found(budget, ['spec', key], `lets none of the ${pods} pods of ${names} go`)];
        const alone = workloads.some((each) => isOnSingleNode(each, context));
        if (!alone || free >= pods) return [];
        const message = `keeps pods of ${names} on the only node of their pool, which then cannot be drained`;
        return [found(budget, ['spec', key], message)];
      }),
};

/** The least number of pods that an autoscaler keeps. */
function leastScaled(workload: Rendered, { objects }: Context): unknown {
  const { kind, metadata } = workload.object;
  const autoscaler = objects.find((each) => {
    if (!isKind(each, 'HorizontalPodAutoscaler', 'autoscaling')) return false;
    const target = map(map(each.object.spec).scaleTargetRef);
    return target.kind === kind && target.name === metadata.name && namespaceOf(each) === namespaceOf(workload);
  });
  return autoscaler && map(autoscaler.object.spec).minReplicas;
}

function isGuarded(each: Rendered, budget: Rendered): boolean {
  if (!DRAINED.includes(each.object.kind) || namespaceOf(each) !== namespaceOf(budget)) return false;
  const pod = podOf(each);
  return pod !== undefined && isSelected(map(budget.object.spec).selector, labels(pod.labels));
}

/** How many pods the budget lets go at a time, and by which of its keys. Percentages are rounded up. */
function freeOf({ object: { spec } }: Rendered, pods: number): readonly [key: string, free: number] {
  const { maxUnavailable, minAvailable = 0 } = map(spec);
  const part = (value: unknown) =>
    typeof value === 'string' ? Math.ceil((pods * Number.parseInt(value, 10)) / 100) : Number(value);
  return maxUnavailable === undefined
    ? ['minAvailable', pods - part(minAvailable)]
    : ['maxUnavailable', part(maxUnavailable)];
}

/** Whether all of its pods are on one node: the pool of its tenant, or that of the cluster's own pods, has no other. */
function isOnSingleNode(each: Rendered, { promised, environment }: Context): boolean {
  const namespace = namespaceOf(each);
  const tenant = promised.find((one) => one.namespace === namespace || one.gateway?.namespace === namespace);
  if (tenant) return tenant.nodePool.size?.max === 1;
  // Terraform makes one node for what belongs to no tenant.
  return namespace === RESOLVER.namespace && environment.infrastructure?.create !== undefined;
}
