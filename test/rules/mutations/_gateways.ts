import { A, add, B, type Mutation, PRODUCTION, swap, unlist } from './_edits';

const DEPLOYMENT = `${A}/daemonset-egress-gateway.yaml`;

const policy = (rest: string) =>
  `apiVersion: networking.k8s.io/v1\nkind: NetworkPolicy\nmetadata: { name: more, namespace: client-b-egress }\nspec: { podSelector: {}, ${rest} }\n`;

const binding = (kind: string, where: string) =>
  `apiVersion: rbac.authorization.k8s.io/v1\nkind: ${kind}\nmetadata: { name: more${where} }\nroleRef: { apiGroup: rbac.authorization.k8s.io, kind: ClusterRole, name: egress-tenant }\nsubjects: [{ apiGroup: rbac.authorization.k8s.io, kind: Group, name: client-b-developers }]\n`;

/** Of tenants with gateways. */
export const GATEWAYS: readonly Mutation[] = [
  [
    'the gateway’s default deny is for some pods',
    'gateway-open',
    swap(
      `${B}/networkpolicy-gateway-default-deny.yaml`,
      'podSelector: {}',
      'podSelector: { matchLabels: { app: web } }',
    ),
  ],
  [
    'the gateway’s default deny forgets what comes in',
    'gateway-open',
    swap(`${B}/networkpolicy-gateway-default-deny.yaml`, '    - Ingress\n', ''),
  ],
  [
    'the gateway’s default deny forgets what goes out',
    'gateway-open',
    swap(`${B}/networkpolicy-gateway-default-deny.yaml`, '    - Egress\n', ''),
  ],
  [
    'the gateway’s health is open to the tenant',
    'gateway-open',
    swap(`${B}/networkpolicy-gateway-allow-tenant.yaml`, 'port: 3128', 'port: 3128\n          endPort: 8404'),
  ],
  [
    'the gateway lets in another tenant',
    'gateway-open',
    swap(`${B}/networkpolicy-gateway-allow-tenant.yaml`, 'metadata.name: client-b', 'metadata.name: client-c'),
  ],
  [
    'the gateway lets its tenant in no more',
    'ingress-missing',
    swap(`${B}/networkpolicy-gateway-allow-tenant.yaml`, 'metadata.name: client-b', 'metadata.name: client-c'),
  ],
  [
    'the gateway reaches the network of the proxies',
    'gateway-open',
    swap(`${A}/networkpolicy-gateway-allow-proxies.yaml`, '172.16.28.8/32', '172.16.28.8/31'),
  ],
  [
    'the gateway reaches another port of a proxy',
    'gateway-open',
    swap(`${A}/networkpolicy-gateway-allow-proxies.yaml`, 'port: 3128', 'port: 22'),
  ],
  [
    'the gateway does not reach a proxy',
    'egress-missing',
    swap(`${A}/networkpolicy-gateway-allow-proxies.yaml`, '172.16.28.18/32', '172.16.28.8/32'),
  ],
  [
    'the gateway’s proxies are those of another environment',
    'egress-missing',
    swap(
      `${PRODUCTION}/client-b/guardrails/kustomization.yaml`,
      '  - path: networkpolicy-gateway-allow-proxies.patch.yaml\n',
      '',
    ),
  ],
  [
    'the gateway’s servers are those of another environment',
    'gateway-misdirects',
    swap(`${PRODUCTION}/client-b/guardrails/kustomization.yaml`, '  - path: configmap-egress-gateway.patch.yaml\n', ''),
  ],
  [
    'a further policy lets the gateway ask for names',
    'gateway-open',
    add(B, 'more.yaml', policy('policyTypes: [Egress], egress: [{ ports: [{ port: 53, protocol: UDP }] }]')),
  ],
  [
    'a further policy lets monitoring in',
    'gateway-open',
    add(
      B,
      'more.yaml',
      policy(
        'policyTypes: [Ingress], ingress: [{ from: [{ namespaceSelector: { matchLabels: { kubernetes.io/metadata.name: monitoring } } }] }]',
      ),
    ),
  ],
  [
    'a policy of the gateway cannot be read',
    'gateway-open',
    swap(`${B}/networkpolicy-gateway-allow-proxies.yaml`, 'port: 3128', 'port: 3128\n          endPort: 1'),
  ],
  [
    'the gateway’s namespace takes any pod',
    'gateway-open',
    swap(`${B}/namespace-client-b-egress.yaml`, 'enforce: restricted', 'enforce: baseline'),
  ],
  [
    'the gateway’s namespace is marked as a tenant’s',
    'namespace-marks-wrong',
    swap(`${B}/namespace-client-b-egress.yaml`, 'network/isolation: egress-gateway', 'network/isolation: egress-proxy'),
  ],
  [
    'the gateway’s namespace is not marked',
    'namespace-marks-wrong',
    swap(`${B}/namespace-client-b-egress.yaml`, '    network/isolation: egress-gateway\n', ''),
  ],
  [
    'the gateway’s namespace may be pruned',
    'prune-unprotected',
    swap(`${B}/namespace-client-b-egress.yaml`, 'prune: disabled', 'prune: enabled'),
  ],
  ['the gateway’s namespace is not listed', 'not-applied', unlist(B, 'namespace-client-b-egress.yaml')],
  [
    'a policy lies at another tenant’s gateway',
    'object-outside-namespace',
    add(A, 'more.yaml', policy('policyTypes: [Egress]')),
  ],
  [
    'a second workload stands beside the gateway',
    'gateway-open',
    swap(DEPLOYMENT, /^(\s+)name: egress-gateway\n\s+namespace/m, '$1name: gateway\n$1namespace'),
  ],
  ['the standby is a second HAProxy', 'gateway-misdirects', swap(DEPLOYMENT, '            - standby\n', '')],
  [
    'the standby is preferred, too',
    'gateway-misdirects',
    swap(DEPLOYMENT, 'name: standby\n', 'name: standby\n          env: [{ name: ADDRESS, value: 10.0.0.1 }]\n'),
  ],
  ['the gateway is of another kind', 'gateway-open', swap(DEPLOYMENT, 'kind: DaemonSet', 'kind: StatefulSet')],
  [
    'the tenant has rights beside its gateway',
    'bound-elsewhere',
    add(B, 'more.yaml', binding('RoleBinding', ', namespace: client-b-egress')),
  ],
  [
    'the tenant has rights everywhere',
    'bound-elsewhere',
    add('dist/base/platform', 'more.yaml', binding('ClusterRoleBinding', '')),
  ],
  [
    'the gateway’s Service opens a port on each node',
    'service-exposed',
    swap(`${B}/service-egress-gateway.yaml`, 'spec:', 'spec:\n  type: NodePort'),
  ],
  [
    'pods are told of a proxy past the gateway',
    'proxy-config-wrong',
    swap(
      `${PRODUCTION}/client-b/workloads/kustomization.yaml`,
      'egress-gateway.client-b-egress.svc.cluster.local',
      '172.16.28.19',
    ),
  ],
  [
    'pods are told of another tenant’s gateway',
    'proxy-config-wrong',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, 'client-b-egress', 'client-a-demo-egress'),
  ],
  [
    'pods are told of another port of the gateway',
    'proxy-config-wrong',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, '3128', '8404'),
  ],
  [
    'a container is told of a proxy past the gateway',
    'pod-not-proxied',
    swap(
      `${PRODUCTION}/client-b/workloads/deployment-api.patch.yaml`,
      /( +)env:\n/,
      '$1env:\n$1  - { name: http_proxy, value: "http://172.16.28.19:3128" }\n',
    ),
  ],
  [
    'the namespace names a proxy past the gateway',
    'namespace-marks-wrong',
    swap(
      `${B}/namespace.yaml`,
      'http://egress-gateway.client-b-egress.svc.cluster.local:3128',
      'http://172.16.28.9:3128',
    ),
  ],
  [
    'the tenant’s policy lets it past the gateway',
    'egress-too-wide',
    swap(
      `${A}/networkpolicy-allow-egress-proxy.yaml`,
      /to:\n[\s\S]*?(\n\s+)podSelector: \{\}/,
      'to: [{ ipBlock: { cidr: 172.16.28.8/32 } }]$1podSelector: {}',
    ),
  ],
  [
    'the tenant’s policy lets it to all of the gateway’s namespace',
    'egress-too-wide',
    swap(`${A}/networkpolicy-allow-egress-proxy.yaml`, /podSelector:\n\s+matchLabels:\n.*\n/, 'podSelector: {}\n'),
  ],
  [
    'the tenant’s policy lets it to another tenant’s gateway',
    'egress-too-wide',
    swap(
      `${A}/networkpolicy-allow-egress-proxy.yaml`,
      'metadata.name: client-a-demo-egress',
      'metadata.name: client-b-egress',
    ),
  ],
  [
    'the tenant’s policy does not let it to the gateway',
    'egress-missing',
    swap(`${A}/networkpolicy-allow-egress-proxy.yaml`, 'port: 3128', 'port: 3129'),
  ],
  [
    'the gateway’s pods are for another pool',
    'pod-not-pinned',
    swap(DEPLOYMENT, 'node-pool: client-a-pool', 'node-pool: client-b-pool'),
  ],
  [
    'the gateway’s pods tolerate another tenant’s taint',
    'pod-tolerates-more',
    swap(DEPLOYMENT, 'node-role.kubernetes.io/client-a', 'node-role.kubernetes.io/client-b'),
  ],
  [
    'the gateway’s pods are in the node’s network',
    'pod-shares-node',
    swap(DEPLOYMENT, 'enableServiceLinks: false', 'hostNetwork: true'),
  ],
  [
    'the gateway’s pods get a token',
    'token-mounted',
    swap(DEPLOYMENT, 'automountServiceAccountToken: false', 'automountServiceAccountToken: true'),
  ],
  [
    'the gateway’s pods set the kernel’s parameters',
    'pod-not-restricted',
    swap(DEPLOYMENT, 'fsGroup: 65532', 'sysctls: [{ name: net.ipv4.tcp_retries2, value: "5" }]'),
  ],
  [
    'the gateway’s container may gain privileges',
    'pod-not-restricted',
    swap(DEPLOYMENT, 'allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true'),
  ],
  [
    'the gateway’s container may write to its image',
    'root-filesystem-writable',
    swap(DEPLOYMENT, 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'),
  ],
  ['the gateway’s image has no tag', 'image-floating', swap(DEPLOYMENT, /image: \S+/, 'image: haproxy')],
  [
    'the gateway’s selector is not its pods’',
    'selector-mismatch',
    swap(DEPLOYMENT, /(selector:\n\s+matchLabels:\n\s+app.kubernetes.io\/name: )egress-gateway/, '$1gateway'),
  ],
  [
    'the gateway’s configuration has one server more',
    'gateway-misdirects',
    swap(
      `${A}/configmap-egress-gateway.yaml`,
      '      server squid-a ',
      '      server squid-c 172.16.28.10:8080\n      server squid-a ',
    ),
  ],
  [
    'the gateway’s last resort is somebody else',
    'gateway-misdirects',
    swap(`${A}/configmap-egress-gateway.yaml`, /(?<=\n *backend last-resort\n[^#]*?)172\.16\.28\.8:/, '172.16.28.10:'),
  ],
  [
    'the gateway has no last resort',
    'gateway-misdirects',
    swap(`${A}/configmap-egress-gateway.yaml`, / *use_backend .*\n/, ''),
  ],
  [
    'the gateway’s command line is open to its neighbours',
    'gateway-misdirects',
    swap(`${B}/configmap-egress-gateway.yaml`, 'ipv4@127.0.0.1:9999', 'ipv4@:9999'),
  ],
];
