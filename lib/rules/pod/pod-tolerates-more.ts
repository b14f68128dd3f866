import { pod } from '../_example';
import { tolerationOf } from '../_names';
import { maps } from '../_rendered';
import { everyPod, inPods, sameMap, show } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A pod tolerates other taints than its tenant’s',
  why: 'The taint keeps other pods off a tenant’s nodes, and a pod that tolerates it gets in. A toleration without a key tolerates everything. Without its tenant’s toleration a pod stays Pending.',
  fix: 'Set one toleration: key node-role.kubernetes.io/<tenant>, operator Equal, value dedicated, effect NoSchedule.',
  good: [
    pod('Deployment client-b/api')`
      tolerations:
        - { key: node-role.kubernetes.io/client-b, operator: Equal, value: dedicated, effect: NoSchedule }
    `,
  ],
  bad: [
    pod('Deployment client-b/api')`tolerations: [{ operator: Exists }]`,
    pod('Deployment client-b/api')`
      tolerations:
        - { key: node-role.kubernetes.io/client-b, operator: Equal, value: dedicated, effect: NoSchedule }
        - { key: node-role.kubernetes.io/client-a, operator: Equal, value: dedicated, effect: NoSchedule }
    `,
    pod('DaemonSet client-b/agent')`tolerations: null`,
  ],
  check: (context) =>
    inPods(everyPod(context), ({ spec, tenant }) => {
      const wanted = tolerationOf(tenant.name);
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
