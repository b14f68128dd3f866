import { withGateways, yaml } from '../_support';
import type { RuleDefinition } from '../rule';
import { gatewayIngressGrants, ingressGrants } from './_grants';
import { tooNarrow } from './_policies';

export const rule: RuleDefinition = {
  title: 'A tenant’s pods are not reached by those who should',
  severity: 'error',
  why: 'Both ends have to allow a connection: the tenant’s own pods do not reach each other, or an ingress controller gets no answer.',
  fix: 'Policies allow the tenant’s own pods, and what is under ingress.from; those of a gateway the tenant’s pods.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: allow-ingress, namespace: client-b }
      spec:
        ingress:
          - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }]
            ports: [{ port: 8080, protocol: TCP }]
    `,
  ],
  bad: [
    yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: allow-ingress, namespace: client-b }
      $patch: delete
    `,
    yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: allow-same-namespace, namespace: client-b }
      spec: { policyTypes: [Egress] }
    `,
    withGateways(yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: gateway-allow-tenant, namespace: client-b-egress }
      $patch: delete
    `),
  ],
  check: (context) => [
    ...tooNarrow(context, 'ingress', ingressGrants),
    ...tooNarrow(context, 'ingress', gatewayIngressGrants, context.gateways),
  ],
};
