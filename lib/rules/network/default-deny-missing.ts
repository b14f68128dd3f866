import { object } from '../_example';
import { yaml } from '../_support';
import type { RuleDefinition } from '../rule';
import { undenied } from './_policies';

export const rule: RuleDefinition = {
  title: 'A tenant’s namespace has no policy that denies everything',
  why: 'Pods that no policy selects reach everything and can be reached from everywhere. Other policies may isolate them too, but those are edited for other reasons; this one does nothing else.',
  fix: 'Add a NetworkPolicy with podSelector {}, policyTypes Egress and Ingress, and no rules.',
  good: [
    yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: nothing, namespace: client-b }
      spec: { podSelector: {}, policyTypes: [Egress, Ingress] }
      ---
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: default-deny, namespace: client-b }
      $patch: delete
    `,
  ],
  bad: [
    object('NetworkPolicy client-b/odd')`
      spec: { podSelector: {}, policyTypes: [Ingress], egress: [{}] }
    `,

    object('NetworkPolicy client-b/default-deny')`$patch: delete`,
    object('NetworkPolicy client-b/default-deny')`spec: { policyTypes: [Ingress] }`,
    object('NetworkPolicy client-b/default-deny')`spec: { podSelector: { matchLabels: { tenant: client-b } } }`,
  ],
  check: (context) => context.namespaces.flatMap((each) => undenied(each, context)),
};
