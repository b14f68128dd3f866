import { autoscalersOf, targetOf } from '../_autoscalers';
import { PRUNE } from '../_names';
import { type Context, list, map, maps, namespaceOf, podOf, type Rendered } from '../_rendered';
import { found, yaml } from '../_support';
import type { Example, Found, RuleDefinition, Step } from '../rule';

const ON_ONE_NODE = ['ReadWriteOnce', 'ReadWriteOncePod'];
const KINDS = ['Deployment', 'ReplicaSet', 'StatefulSet', 'ReplicationController'];

export const rule: RuleDefinition = {
  title: 'Pods wait for a claim that another pod holds',
  why: 'One node at a time mounts a claim that is ReadWriteOnce. A rolling update starts the new pod first: on another node it waits forever, and so does every additional replica.',
  fix: 'Use one replica and strategy: { type: Recreate }, or a StatefulSet with volumeClaimTemplates.',
  suppressible: true,
  good: [withClaim('spec: { replicas: 1, strategy: { type: Recreate } }')],
  bad: [
    withClaim('spec: { replicas: 1 }'),
    withClaim('spec: { replicas: 2, strategy: { type: Recreate } }'),
    withClaim('spec: { replicas: null, strategy: { type: Recreate } }', 3),
  ],
  check: (context) => {
    const autoscalers = autoscalersOf(context).map((each) => ({ each, target: targetOf(each, context) }));
    return context.objects.flatMap((on): Found[] => {
      const claim = sharedClaim(on, context);
      if (claim === undefined) return [];
      const what = `PersistentVolumeClaim ${claim} is mounted on one node at a time`;
      const faults = faultsOf(on).map(([path, fault]) => found(on, path, `${what}, and ${fault}`));
      const scaled = autoscalers.filter(({ each, target }) => target === on && mostOf(each) > 1);
      return [
        ...faults,
        ...scaled.map(({ each }) =>
          found(each, ['spec', 'maxReplicas'], `${what}, and ${on.object.metadata.name} is scaled to ${mostOf(each)}`),
        ),
      ];
    });
  },
};

/** The name of a claim of its own namespace that all pods of an object would share. */
function sharedClaim(on: Rendered, { find }: Context): string | undefined {
  if (!KINDS.includes(on.object.kind) && on.object.kind !== 'DaemonSet') return undefined;
  const names = maps(podOf(on)?.spec.volumes).map((volume) => map(volume.persistentVolumeClaim).claimName);
  return names
    .filter((name) => name !== undefined)
    .map(String)
    .find((name) => {
      const claim = find('', 'PersistentVolumeClaim', name, namespaceOf(on));
      const modes = list(map(claim?.object.spec).accessModes).map(String);
      return modes.length > 0 && modes.every((mode) => ON_ONE_NODE.includes(mode));
    });
}

function faultsOf({ object }: Rendered): (readonly [path: readonly Step[], fault: string])[] {
  const { kind } = object;
  const { replicas, strategy } = map(object.spec);
  if (kind === 'DaemonSet') return [[[], 'a DaemonSet has a pod on each node']];
  const { type, rollingUpdate } = map(strategy);
  const surges = !/^0+%?$/.test(String(map(rollingUpdate).maxSurge ?? '25%'));
  return [
    ...(typeof replicas === 'number' && replicas > 1
      ? [[['spec', 'replicas'], `there are ${replicas} replicas`] as const]
      : []),
    ...(kind === 'Deployment' && type !== 'Recreate' && surges
      ? [[['spec', 'strategy'], 'a rolling update starts the new pod before the old one ends'] as const]
      : []),
  ];
}

function mostOf({ object }: Rendered): number {
  return Number(map(object.spec).maxReplicas ?? 0);
}

/** A Deployment with a claim, and perhaps an autoscaler that adds replicas. */
function withClaim(spec: string, scaledTo?: number): Example {
  const text = `
    apiVersion: v1
    kind: PersistentVolumeClaim
    metadata: { name: data, namespace: client-a-demo, annotations: { ${PRUNE}: disabled } }
    spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web, namespace: client-a-demo }
    ${spec}
    ---
    apiVersion: apps/v1
    kind: Deployment
    metadata: { name: web, namespace: client-a-demo }
    spec: { template: { spec: { volumes: [{ name: data, persistentVolumeClaim: { claimName: data } }] } } }
    ${scaledTo === undefined ? '' : autoscaler(scaledTo)}
  `;
  return yaml(text);
}

function autoscaler(most: number): string {
  return `---
    apiVersion: autoscaling/v2
    kind: HorizontalPodAutoscaler
    metadata: { name: web, namespace: client-a-demo }
    spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, maxReplicas: ${most} }`;
}
