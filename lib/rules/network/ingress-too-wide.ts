import { object } from '../_example';
import type { RuleDefinition } from '../rule';
import { ingressGrants, probeGrants } from './_grants';
import { tooWide } from './_policies';
import { routeGrants } from './_routes';

export const rule: RuleDefinition = {
  title: 'A policy lets more into a tenant’s namespace than was declared',
  why: 'A connection that gets in can use the tenant’s pods to leave by its address. A namespaceSelector with a custom label selects every namespace that is ever given that label.',
  fix: 'Declare it under ingress.from in the tenant’s settings, or remove the rule.',
  good: [
    object('NetworkPolicy client-b/front')`
      spec:
        podSelector: {}
        policyTypes: [Ingress]
        ingress:
          - from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: ingress-nginx } } }]
            ports: [{ protocol: TCP, port: 8080 }]
    `,
  ],
  bad: [
    object('NetworkPolicy client-b/front')`
      spec:
        podSelector: {}
        policyTypes: [Ingress]
        ingress: [{ ports: [{ protocol: TCP, port: 8080 }] }]
    `,
    object('NetworkPolicy client-b/front')`
      spec:
        podSelector: {}
        policyTypes: [Ingress]
        ingress:
          - from: [{ namespaceSelector: { matchLabels: { role: ingress } } }]
            ports: [{ protocol: TCP, port: 8080 }]
    `,
    object('NetworkPolicy client-b/front')`
      spec:
        podSelector: {}
        policyTypes: [Ingress]
        ingress: [{ from: [{ ipBlock: { cidr: 172.16.28.0/22 } }] }]
    `,
  ],
  check: (context) =>
    tooWide(context, 'ingress', (tenant, environment) => [
      ...ingressGrants(tenant, environment),
      ...probeGrants(environment),
      ...routeGrants(tenant, environment),
    ]),
};
