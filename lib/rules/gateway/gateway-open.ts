import { object } from '../_example';
import { GATEWAY, POD_SECURITY } from '../_names';
import { labelsOf, type TenantNamespace } from '../_rendered';
import { found, show, withGateways } from '../_support';
import { gatewayGrants, gatewayIngressGrants } from '../network/_grants';
import { tooWide, undenied } from '../network/_policies';
import type { Found, RuleDefinition } from '../rule';
import { isGateway } from './_gateway-objects';

const ENFORCE = `${POD_SECURITY}enforce`;

export const rule: RuleDefinition = {
  title: 'The namespace of a tenant’s gateway is open to others, or reaches more than the tenant’s proxies',
  why: 'Everyone who reaches a gateway leaves by its tenant’s address and with its certificate. The namespace allows connections from the tenant’s own pods and to the tenant’s proxies. Anything else that runs there can do the same, and can read the key.',
  fix: 'Do not change what is rendered for several proxies or egress.clientCertificate, and put nothing else into that namespace.',
  good: [
    withGateways(object('NetworkPolicy client-b-egress/web-alone')`
      spec:
        podSelector: {}
        policyTypes: [Ingress]
        ingress:
          - from:
              - namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: client-b } }
                podSelector: { matchLabels: { app.kubernetes.io/name: api } }
            ports: [{ protocol: TCP, port: 3128 }]
    `),
  ],
  bad: [
    withGateways(object('NetworkPolicy client-b-egress/gateway-default-deny')`$patch: delete`),
    withGateways(object('NetworkPolicy client-b-egress/neighbours')`
      spec:
        podSelector: {}
        policyTypes: [Ingress]
        ingress: [{ from: [{ namespaceSelector: { matchLabels: { network/isolation: egress-proxy } } }] }]
    `),
    withGateways(object('NetworkPolicy client-b-egress/names')`
      spec:
        podSelector: {}
        policyTypes: [Egress]
        egress: [{ to: [{ namespaceSelector: {} }], ports: [{ protocol: UDP, port: 53 }] }]
    `),
    withGateways(object('Namespace client-b-egress', 'labels: { pod-security.kubernetes.io/enforce: null }')``),
    withGateways(object('Pod client-b-egress/debug')`
      spec:
        automountServiceAccountToken: false
        nodeSelector: { node-pool: client-b-pool }
        tolerations: [{ key: node-role.kubernetes.io/client-b, value: dedicated, effect: NoSchedule }]
        securityContext: { runAsNonRoot: true, seccompProfile: { type: RuntimeDefault } }
        containers:
          - name: shell
            image: example.com/shell:1
            securityContext:
              { allowPrivilegeEscalation: false, readOnlyRootFilesystem: true, capabilities: { drop: [ALL] } }
    `),
  ],
  check: (context) => [
    ...context.gateways.flatMap((each) => [...undenied(each, context), ...unheld(each)]),
    ...context.gatewayPods
      .filter(({ of }) => !isGateway(of))
      .map(({ of, tenant }) => found(of, [], `is not the ${GATEWAY} of ${tenant.name}`)),
    ...tooWide(context, 'ingress', gatewayIngressGrants, context.gateways),
    ...tooWide(context, 'egress', gatewayGrants, context.gateways),
  ],
};

function unheld({ namespace }: TenantNamespace): Found[] {
  const level = labelsOf(namespace)[ENFORCE];
  return level === 'restricted'
    ? []
    : [found(namespace, ['metadata', 'labels', ENFORCE], `is ${show(level)} and not restricted`)];
}
