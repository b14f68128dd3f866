import { object } from '../_example';
import { withGateways } from '../_support';
import type { RuleDefinition } from '../rule';
import { egressGrants } from './_grants';
import { tooWide } from './_policies';

export const rule: RuleDefinition = {
  title: 'A policy lets a tenant’s pods reach more than was declared',
  why: 'Policies add up: one that is too wide undoes all others. Everything that the namespace’s policies allow is compared with the cluster’s DNS, the tenant’s own proxies (or its gateway, where it has one) and pods, and egress.private; what is left over is here.',
  fix: 'Declare it under egress.private in the tenant’s settings, or remove the rule.',
  good: [
    object('NetworkPolicy client-b/database')`
      spec:
        podSelector: {}
        policyTypes: [Egress]
        egress:
          - to: [{ ipBlock: { cidr: 172.16.44.4/30 } }]
            ports: [{ protocol: TCP, port: 5432 }]
    `,
  ],
  bad: [
    object('NetworkPolicy client-b/web')`
      spec:
        podSelector: {}
        policyTypes: [Egress]
        egress:
          - to: [{ ipBlock: { cidr: 0.0.0.0/0, except: [10.0.0.0/8] } }]
            ports: [{ protocol: TCP, port: 443 }]
    `,
    object('NetworkPolicy client-b/neighbours')`
      spec:
        podSelector: {}
        policyTypes: [Egress]
        egress: [{ to: [{ namespaceSelector: { matchLabels: { network/isolation: egress-proxy } } }] }]
    `,
    object('NetworkPolicy client-b/database')`
      spec:
        podSelector: { matchLabels: { app.kubernetes.io/name: api } }
        policyTypes: [Egress]
        egress:
          - to: [{ ipBlock: { cidr: 172.16.44.0/28 } }]
            ports: [{ protocol: TCP, port: 5432, endPort: 5433 }]
    `,
    withGateways(object('NetworkPolicy client-b/past-the-gateway')`
      spec:
        podSelector: {}
        policyTypes: [Egress]
        egress: [{ to: [{ ipBlock: { cidr: 172.16.28.19/32 } }], ports: [{ port: 3128, protocol: TCP }] }]
    `),
  ],
  check: (context) => tooWide(context, 'egress', egressGrants),
};
