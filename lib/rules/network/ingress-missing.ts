import { object } from '../_example';
import { withGateways } from '../_support';
import type { RuleDefinition } from '../rule';
import { gatewayIngressGrants, ingressGrants } from './_grants';
import { tooNarrow } from './_policies';

export const rule: RuleDefinition = {
  title: 'A tenant’s pods cannot be reached from where they should be',
  why: 'Both ends have to allow a connection: the tenant’s own pods do not reach each other, or an ingress controller gets no answer.',
  fix: 'Policies allow the tenant’s own pods, and what is under ingress.from; those of a gateway the tenant’s pods.',
  good: [
    object('NetworkPolicy client-b/allow-ingress')`
      spec:
        ingress:
          - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }]
            ports: [{ port: 8080, protocol: TCP }]
    `,
  ],
  bad: [
    object('NetworkPolicy client-b/allow-ingress')`$patch: delete`,
    object('NetworkPolicy client-b/allow-same-namespace')`spec: { policyTypes: [Egress], ingress: null }`,
    withGateways(object('NetworkPolicy client-b-egress/gateway-allow-tenant')`$patch: delete`),
  ],
  check: (context) => [
    ...tooNarrow(context, 'ingress', ingressGrants),
    ...tooNarrow(context, 'ingress', gatewayIngressGrants, context.gateways),
  ],
};
