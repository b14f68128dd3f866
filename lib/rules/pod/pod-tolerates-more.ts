import { taintOf } from '../_names';
import { maps } from '../_rendered';
import { everyPod, inPods, sameMap, show, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod tolerates other taints than its tenant’s',
  severity: 'error',
  why: 'The taint keeps others off a tenant’s nodes, and whoever tolerates it gets in. A toleration without a key tolerates everything. Without the tenant’s own the pod stays Pending.',
  fix: 'One toleration: key node-role.kubernetes.io/<tenant>, operator Equal, value dedicated, effect NoSchedule.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: api, namespace: client-b }
      spec:
        template:
          spec:
            tolerations:
              - { key: node-role.kubernetes.io/client-b, operator: Equal, value: dedicated, effect: NoSchedule }
    `,
  ],
  bad: [
    yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: api, namespace: client-b }
      spec: { template: { spec: { tolerations: [{ operator: Exists }] } } }
    `,
    yaml`
      apiVersion: apps/v1
      kind: Deployment
      metadata: { name: api, namespace: client-b }
      spec:
        template:
          spec:
            tolerations:
              - { key: node-role.kubernetes.io/client-b, operator: Equal, value: dedicated, effect: NoSchedule }
              - { key: node-role.kubernetes.io/client-a, operator: Equal, value: dedicated, effect: NoSchedule }
    `,
    yaml`
      apiVersion: apps/v1
      kind: DaemonSet
      metadata: { name: agent, namespace: client-b }
      spec: { template: { spec: { tolerations: null } } }
    `,
  ],
  check: (context) =>
    inPods(everyPod(context), ({ spec, tenant }) => {
      const wanted = { key: taintOf(tenant.name), operator: 'Equal', value: 'dedicated', effect: 'NoSchedule' };
      const tolerations = maps(spec.tolerations).map((each) => ({ operator: 'Equal', ...each }));
      const others = tolerations.filter((each) => !sameMap(each, wanted));
      return [
        ...others.map((each) => [['tolerations'], `tolerates ${show(each)}`] as const),
        ...(tolerations.some((each) => sameMap(each, wanted))
          ? []
          : [[['tolerations'], `lacks ${show(wanted)}`] as const]),
      ];
    }),
};
