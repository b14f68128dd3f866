import { k8s } from 'cdk8s-plus-28';
import type { Construct } from 'constructs';
import type { Autoscale, Disruption, WorkloadKind } from '../../model/types';

/** Of a workload: what its other objects refer to. */
export interface Target {
  readonly kind: WorkloadKind;
  readonly name: string;
  readonly namespace: string;
  /** By which its pods are selected. */
  readonly selector: Readonly<Record<string, string>>;
  /** Labels of the tenant’s own; undefined: none. */
  readonly labels: Readonly<Record<string, string>> | undefined;
}

export function autoscaler(scope: Construct, { kind, name, namespace, labels }: Target, autoscale: Autoscale): void {
  const { min, max, ...targets } = autoscale;
  new k8s.KubeHorizontalPodAutoscalerV2(scope, 'autoscaler', {
    metadata: { name, namespace, labels },
    spec: {
      scaleTargetRef: { apiVersion: 'apps/v1', kind, name },
      minReplicas: min,
      maxReplicas: max,
      metrics: (['cpu', 'memory'] as const).flatMap((resource) => {
        const averageUtilization = targets[resource];
        if (averageUtilization === undefined) return [];
        return [
          { type: 'Resource', resource: { name: resource, target: { type: 'Utilization', averageUtilization } } },
        ];
      }),
    },
  });
}

export function disruptionBudget(
  scope: Construct,
  { name, namespace, selector, labels }: Target,
  budget: Disruption,
): void {
  const { minAvailable, maxUnavailable } = budget;
  new k8s.KubePodDisruptionBudget(scope, 'budget', {
    metadata: { name, namespace, labels },
    spec: {
      minAvailable: share(minAvailable),
      maxUnavailable: share(maxUnavailable),
      selector: { matchLabels: { ...selector } },
      // Pods that are not ready anyway do not keep a node from being drained.
      unhealthyPodEvictionPolicy: 'AlwaysAllow',
    },
  });
}

function share(of: number | string | undefined): k8s.IntOrString | undefined {
  if (of === undefined) return undefined;
  return typeof of === 'number' ? k8s.IntOrString.fromNumber(of) : k8s.IntOrString.fromString(of);
}

const TOPOLOGY_KEYS = { hosts: 'kubernetes.io/hostname', zones: 'topology.kubernetes.io/zone' } as const;

/** @returns undefined: the scheduler spreads pods as it does by itself */
export function spreadOf(
  kind: WorkloadKind,
  spread: 'hosts' | 'zones' | 'none' | undefined,
  selector: Readonly<Record<string, string>>,
): k8s.TopologySpreadConstraint[] | undefined {
  if (spread === undefined || spread === 'none') return undefined;
  return [
    {
      maxSkew: 1,
      topologyKey: TOPOLOGY_KEYS[spread],
      whenUnsatisfiable: 'DoNotSchedule',
      // A node that is being drained, or is down, is no place to wait for.
      nodeTaintsPolicy: 'Honor',
      labelSelector: { matchLabels: { ...selector } },
      // In a rolling update old pods do not count.
      ...(kind === 'Deployment' ? { matchLabelKeys: ['pod-template-hash'] } : {}),
    },
  ];
}
