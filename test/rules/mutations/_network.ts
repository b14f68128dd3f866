import { add, B, type Mutation, PRODUCTION, swap, unlist } from './_edits';

const policy = (rest: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: more, namespace: client-b }\nspec: { podSelector: {}, ${rest} }\n`;

export const NETWORK: readonly Mutation[] = [
  ['the default deny is not listed', 'default-deny-missing', unlist(B, 'networkpolicy-default-deny.yaml')],
  [
    'the default deny is for some pods',
    'default-deny-missing',
    swap(`${B}/networkpolicy-default-deny.yaml`, 'podSelector: {}', 'podSelector: { matchLabels: { app: web } }'),
  ],
  [
    'the default deny forgets what comes in',
    'default-deny-missing',
    swap(`${B}/networkpolicy-default-deny.yaml`, '    - Ingress\n', ''),
  ],
  [
    'the default deny has an empty rule',
    'egress-too-wide',
    swap(`${B}/networkpolicy-default-deny.yaml`, 'spec:', 'spec:\n  egress: [{}]'),
  ],
  [
    'a range gets one bit wider',
    'egress-too-wide',
    swap(`${B}/networkpolicy-allow-private.yaml`, '172.16.44.0/28', '172.16.44.0/27'),
  ],
  [
    'a range loses its ports',
    'egress-too-wide',
    swap(`${B}/networkpolicy-allow-private.yaml`, /ports:\n.*\n.*\n\s+/, ''),
  ],
  [
    'a port becomes a range',
    'egress-too-wide',
    swap(`${B}/networkpolicy-allow-private.yaml`, 'port: 5432', 'port: 5432\n          endPort: 5440'),
  ],
  [
    'the proxy’s policy names another tenant’s proxy',
    'egress-too-wide',
    swap(
      `${PRODUCTION}/client-b/guardrails/networkpolicy-allow-egress-proxy.patch.yaml`,
      '172.16.28.19',
      '172.16.28.8',
    ),
  ],
  [
    'the proxy’s policy is that of another environment',
    'egress-missing',
    swap(
      `${PRODUCTION}/client-b/guardrails/kustomization.yaml`,
      '  - path: networkpolicy-allow-egress-proxy.patch.yaml\n',
      '',
    ),
  ],
  [
    'DNS goes to any pod of kube-system',
    'egress-too-wide',
    swap(`${B}/networkpolicy-allow-dns.yaml`, /podSelector:\n\s+matchLabels:\n\s+k8s-app: kube-dns/, 'podSelector: {}'),
  ],
  [
    'DNS goes to pods of that label anywhere',
    'egress-too-wide',
    swap(
      `${B}/networkpolicy-allow-dns.yaml`,
      /namespaceSelector:\n\s+matchLabels:\n\s+kubernetes.io\/metadata.name: kube-system/,
      'namespaceSelector: {}',
    ),
  ],
  [
    'DNS has no UDP',
    'egress-missing',
    swap(`${B}/networkpolicy-allow-dns.yaml`, /- port: 53\n\s+protocol: UDP/, '- port: 53\n          protocol: SCTP'),
  ],
  [
    'a further policy opens the metadata service',
    'egress-too-wide',
    add(B, 'more.yaml', policy('policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 169.254.169.254/32 } }] }]')),
  ],
  // Cilium takes these for the internet, too.
  [
    'a further policy opens all namespaces but one',
    'egress-too-wide',
    add(
      B,
      'more.yaml',
      policy(
        'policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: { matchExpressions: [{ key: kubernetes.io/metadata.name, operator: NotIn, values: [client-a-demo] }] } }] }]',
      ),
    ),
  ],
  [
    'a further policy lets in namespaces without a label',
    'ingress-too-wide',
    add(
      B,
      'more.yaml',
      policy(
        'policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: { matchExpressions: [{ key: team, operator: DoesNotExist }] } }] }]',
      ),
    ),
  ],
  [
    'a further policy opens the API server',
    'egress-too-wide',
    add(
      B,
      'more.yaml',
      policy('policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: 10.32.0.1/32 } }], ports: [{ port: 443 }] }]'),
    ),
  ],
  [
    'a further policy opens another tenant’s namespace',
    'egress-too-wide',
    add(
      B,
      'more.yaml',
      policy('policyTypes: [Egress], egress: [{ to: [{ namespaceSelector: { matchLabels: { tenant: client-a } } }] }]'),
    ),
  ],
  [
    'a further policy opens IPv6',
    'egress-too-wide',
    add(B, 'more.yaml', policy('policyTypes: [Egress], egress: [{ to: [{ ipBlock: { cidr: "::/0" } }] }]')),
  ],
  [
    'a further policy without policyTypes has rules for what goes out',
    'egress-too-wide',
    add(B, 'more.yaml', policy('egress: [{ ports: [{ port: 25 }] }]')),
  ],
  [
    'a further policy lets the nodes in',
    'ingress-too-wide',
    add(B, 'more.yaml', policy('ingress: [{ from: [{ ipBlock: { cidr: 172.16.28.0/22 } }] }]')),
  ],
  [
    'its own namespace becomes every namespace',
    'ingress-too-wide',
    swap(
      `${B}/networkpolicy-allow-same-namespace.yaml`,
      /from:\n\s+- podSelector: \{\}/,
      'from:\n        - namespaceSelector: {}',
    ),
  ],
  [
    'others may come in at a further port',
    'ingress-too-wide',
    swap(`${B}/networkpolicy-allow-ingress.yaml`, 'port: 8080', 'port: 8081'),
  ],
  ['nobody comes in who should', 'ingress-missing', unlist(B, 'networkpolicy-allow-ingress.yaml')],
  [
    'a policy is of no namespace of its own',
    'object-outside-namespace',
    swap(`${B}/networkpolicy-allow-private.yaml`, 'namespace: client-b', 'namespace: client-a-demo'),
  ],
  [
    'a policy cannot be read',
    'invalid-object',
    swap(`${B}/networkpolicy-allow-private.yaml`, 'port: 5432', 'prot: 5432'),
  ],
];
