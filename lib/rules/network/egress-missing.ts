import { withGateways, yaml } from '../_support';
import type { RuleDefinition } from '../rule';
import { egressGrants, proxyGrants } from './_grants';
import { tooNarrow } from './_policies';

export const rule: RuleDefinition = {
  title: 'A tenant’s pods do not reach what they should',
  severity: 'error',
  why: 'What no policy allows is dropped without an answer: names do not resolve, or the proxy times out, and nothing says why.',
  fix: 'Policies allow the cluster’s DNS, each of the tenant’s proxies on its port, its own pods, and egress.private. Of a tenant with a gateway they allow that to its pods, and the proxies to the gateway.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: allow-dns, namespace: client-b }
      spec:
        egress:
          - to:
              - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                podSelector: { matchLabels: { k8s-app: kube-dns } }
            ports: [{ port: 53, protocol: UDP }, { port: 53, protocol: TCP }]
    `,
  ],
  bad: [
    yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: allow-dns, namespace: client-b }
      spec:
        egress:
          - to:
              - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: kube-system } }
                podSelector: { matchLabels: { k8s-app: kube-dns } }
            ports: [{ port: 53, protocol: TCP }]
    `,
    yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: allow-private, namespace: client-b }
      spec: { podSelector: { matchLabels: { app.kubernetes.io/name: api } } }
    `,
    withGateways(yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: allow-egress-proxy, namespace: client-b }
      spec: { egress: [{ to: [{ ipBlock: { cidr: 172.16.44.0/28 } }], ports: [{ port: 5432, protocol: TCP }] }] }
    `),
    withGateways(yaml`
      apiVersion: networking.k8s.io/v1
      kind: NetworkPolicy
      metadata: { name: gateway-allow-proxies, namespace: client-a-demo-egress }
      spec: { egress: [{ to: [{ ipBlock: { cidr: 172.16.28.8/32 } }], ports: [{ port: 3128, protocol: TCP }] }] }
    `),
  ],
  check: (context) => [
    ...tooNarrow(context, 'egress', egressGrants),
    ...tooNarrow(context, 'egress', proxyGrants, context.gateways),
  ],
};
