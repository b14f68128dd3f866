import { object } from '../_example';
import { withGateways } from '../_support';
import type { RuleDefinition } from '../rule';
import { egressGrants, gatewayGrants } from './_grants';
import { tooNarrow } from './_policies';

export const rule: RuleDefinition = {
  title: 'A tenant’s pods do not reach what they should',
  why: 'What no policy allows is dropped without an answer: names do not resolve, or the proxy times out, and no message gives the reason.',
  fix: 'Policies allow the cluster’s DNS, each of the tenant’s proxies on its port, its own pods, and egress.private. Of a tenant with a gateway they allow that to its pods, and the proxies to the gateway.',
  good: [
    object('NetworkPolicy client-b/allow-dns')`
      spec:
        egress:
          - to:
              - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                podSelector: { matchLabels: { k8s-app: kube-dns } }
            ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
    `,
  ],
  bad: [
    object('NetworkPolicy client-b/allow-dns')`
      spec:
        egress:
          - to:
              - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                podSelector: { matchLabels: { k8s-app: kube-dns } }
            ports: [{ port: 53, protocol: TCP }]
    `,
    object(
      'NetworkPolicy client-b/allow-private',
    )`spec: { podSelector: { matchLabels: { app.kubernetes.io/name: api } } }`,
    withGateways(
      object(
        'NetworkPolicy client-b/allow-egress-proxy',
      )`spec: { egress: [{ to: [{ ipBlock: { cidr: 172.16.44.0/28 } }], ports: [{ port: 5432, protocol: TCP }] }] }`,
    ),
    withGateways(
      object(
        'NetworkPolicy client-a-demo-egress/gateway-allow-proxies',
      )`spec: { egress: [{ to: [{ ipBlock: { cidr: 172.16.28.8/32 } }], ports: [{ port: 3128, protocol: TCP }] }] }`,
    ),
  ],
  check: (context) => [
    ...tooNarrow(context, 'egress', egressGrants),
    ...tooNarrow(context, 'egress', gatewayGrants, context.gateways),
  ],
};
