import { autoscalersOf, targetOf } from '../_autoscalers';
import { object } from '../_example';
import { map } from '../_rendered';
import { found, yaml } from '../_support';
import type { Found, RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Flux and an autoscaler set the replicas of one workload',
  why: 'Flux sets the replicas back to what is rendered at every interval, and the autoscaler changes them again: pods start and end all the time.',
  fix: 'Set replicas: none for the workload in the tenant’s settings, or remove replicas from the manifest.',
  suppressible: true,
  good: [
    yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: web, namespace: client-a-demo }
      spec: { replicas: null }
      ---
      apiVersion: autoscaling/v2
      kind: HorizontalPodAutoscaler
      metadata: { name: web, namespace: client-a-demo }
      spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, maxReplicas: 3 }
    `,
  ],
  bad: [
    object(
      'HorizontalPodAutoscaler client-a-demo/web',
    )`spec: { scaleTargetRef: { apiVersion: apps/v1, kind: Deployment, name: web }, maxReplicas: 3 }`,
    object(
      'HorizontalPodAutoscaler client-c/store',
    )`spec: { scaleTargetRef: { apiVersion: apps/v1, kind: StatefulSet, name: store }, maxReplicas: 3 }`,
  ],
  check: (context) =>
    autoscalersOf(context).flatMap((autoscaler): Found[] => {
      const target = targetOf(autoscaler, context);
      const { replicas } = map(target?.object.spec);
      if (!target || replicas === undefined || replicas === null) return [];
      const { kind, metadata } = target.object;
      const message = `${kind} ${metadata.name} has replicas: ${replicas}, which Flux sets again at every interval`;
      return [found(autoscaler, ['spec', 'scaleTargetRef'], message)];
    }),
};
