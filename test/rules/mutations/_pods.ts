import { API, add, type Mutation, PRODUCTION, swap, WEB } from './_edits';

export const PODS: readonly Mutation[] = [
  ['a pod is for another pool', 'pod-not-pinned', swap(API, 'node-pool: client-b-pool', 'node-pool: client-a-pool')],
  ['a pod is for any pool', 'pod-not-pinned', swap(API, /nodeSelector:\n.*\n\s+/, '')],
  [
    'a pod asks for a zone beside its pool',
    'pod-not-pinned',
    swap(API, 'node-pool: client-b-pool', 'node-pool: client-b-pool\n        zone: fr-par-1'),
  ],
  [
    'an overlay names a node',
    'pod-not-pinned',
    swap(
      `${PRODUCTION}/client-b/workloads/deployment-api.patch.yaml`,
      '    spec:\n',
      '    spec:\n      nodeName: node-1\n',
    ),
  ],
  [
    'a pod tolerates another tenant’s taint',
    'pod-tolerates-more',
    swap(API, 'node-role.kubernetes.io/client-b', 'node-role.kubernetes.io/client-a'),
  ],
  [
    'a pod tolerates every value',
    'pod-tolerates-more',
    swap(API, 'operator: Equal\n          value: dedicated', 'operator: Exists'),
  ],
  ['a pod tolerates every effect', 'pod-tolerates-more', swap(API, '          effect: NoSchedule\n', '')],
  [
    'a pod outranks others',
    'pod-outranks-others',
    swap(API, 'enableServiceLinks: false', 'priorityClassName: system-cluster-critical'),
  ],
  [
    'an init container lacks a variable',
    'pod-not-proxied',
    swap(API, /(migrate:1[\s\S]*?)- name: HTTPS_PROXY\n.*\n\s+/, '$1'),
  ],
  [
    'a sidecar has an empty variable',
    'pod-not-proxied',
    swap(API, /(metrics:1[\s\S]*?http_proxy\n\s+value: )\S+/, '$1""'),
  ],
  [
    'an overlay sends a container to another proxy',
    'pod-not-proxied',
    swap(
      `${PRODUCTION}/client-b/workloads/deployment-api.patch.yaml`,
      /( +)env:\n/,
      '$1env:\n$1  - { name: http_proxy, value: "http://172.16.28.8:3128" }\n',
    ),
  ],
  [
    'a container makes another address of the proxy’s',
    'proxy-redefined',
    swap(API, '- name: LOG_LEVEL\n              value: info', '- name: PROXY_PORT\n              value: "8080"'),
  ],
  [
    'a Secret comes after the ConfigMap',
    'proxy-redefined',
    swap(
      API,
      /(configMapRef:\n +name: client-egress-config\n)/,
      '$1            - secretRef:\n                name: mine\n',
    ),
  ],
  [
    'the ConfigMap may be missing',
    'proxy-redefined',
    swap(API, /(configMapRef:\n +name: client-egress-config\n)/, '$1                optional: true\n'),
  ],
  [
    'the ConfigMap has another tenant’s proxy',
    'proxy-config-wrong',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, '172.16.28.19', '172.16.28.8'),
  ],
  [
    'the ConfigMap stays that of the base',
    'proxy-config-wrong',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, /configMapGenerator:\n[\s\S]*?behavior: replace\n/, ''),
  ],
  [
    'NO_PROXY has a star',
    'no-proxy-too-wide',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, 'NO_PROXY=localhost,', 'NO_PROXY=*,localhost,'),
  ],
  [
    'NO_PROXY has a public range',
    'no-proxy-too-wide',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, '172.16.28.0/22', '172.16.28.0/22,93.184.216.0/24'),
  ],
  [
    'NO_PROXY has a partner’s name',
    'no-proxy-too-wide',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, '172.16.28.0/22', '172.16.28.0/22,.example.com'),
  ],
  [
    'NO_PROXY lacks the pods',
    'no-proxy-incomplete',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, ',100.64.0.0/15', ''),
  ],
  [
    'NO_PROXY lacks a Service by its short name',
    'no-proxy-incomplete',
    swap(`${PRODUCTION}/client-a/workloads/kustomization.yaml`, ',web,web.client-a-demo', ',web.client-a-demo'),
  ],
  [
    'NO_PROXY lacks a Service by its name and namespace',
    'no-proxy-incomplete',
    swap(`${PRODUCTION}/client-a/workloads/kustomization.yaml`, ',web,web.client-a-demo', ',web'),
  ],
  [
    'NO_PROXY lacks the pods of a StatefulSet',
    'no-proxy-incomplete',
    swap(`${PRODUCTION}/client-c/workloads/kustomization.yaml`, ',.store.client-c', ''),
  ],
  [
    'NO_PROXY lacks an address of a small private range',
    'no-proxy-incomplete',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, ',172.16.44.9', ''),
  ],
  [
    'NO_PROXY has a name that a top-level domain has, too',
    'no-proxy-too-wide',
    swap(`${PRODUCTION}/client-c/workloads/kustomization.yaml`, ',store.client-c', ',store,store.client-c'),
  ],
  [
    'NO_PROXY has all names of the tenant’s namespace',
    'no-proxy-too-wide',
    swap(`${PRODUCTION}/client-a/workloads/kustomization.yaml`, ',web,', ',.client-a-demo,web,'),
  ],
  [
    'the ConfigMap has no NO_PROXY',
    'no-proxy-incomplete',
    swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, / {6}- NO_PROXY=.*\n/, ''),
  ],
  ['a pod is in the node’s network', 'pod-shares-node', swap(API, 'enableServiceLinks: false', 'hostNetwork: true')],
  [
    'a pod mounts the node’s files',
    'pod-shares-node',
    swap(API, 'enableServiceLinks: false', 'volumes: [{ name: node, hostPath: { path: / } }]'),
  ],
  [
    'a sidecar is privileged',
    'pod-shares-node',
    swap(API, /(restartPolicy: Always\n\s+securityContext:\n)/, '$1            privileged: true\n'),
  ],
  [
    'a container may gain privileges',
    'pod-not-restricted',
    swap(API, 'allowPrivilegeEscalation: false', 'allowPrivilegeEscalation: true'),
  ],
  ['a container keeps its capabilities', 'pod-not-restricted', swap(API, /capabilities:\n\s+drop:\n\s+- ALL\n\s+/, '')],
  ['a pod may be root', 'pod-not-restricted', swap(API, 'runAsNonRoot: true', 'runAsNonRoot: false')],
  [
    'a container may write to its image',
    'root-filesystem-writable',
    swap(API, 'readOnlyRootFilesystem: true', 'readOnlyRootFilesystem: false'),
  ],
  [
    'a pod gets a token',
    'token-mounted',
    swap(API, 'automountServiceAccountToken: false', 'automountServiceAccountToken: true'),
  ],
  [
    'a pod asks a resolver outside',
    'pod-asks-other-dns',
    swap(API, 'enableServiceLinks: false', 'dnsPolicy: None\n      dnsConfig: { nameservers: [9.9.9.9] }'),
  ],
  [
    'an image has no tag',
    'image-floating',
    swap(`${PRODUCTION}/client-b/workloads/deployment-api.patch.yaml`, 'api:0.9', 'api'),
  ],
  [
    'a template loses the label that is selected',
    'selector-mismatch',
    swap(API, /(template:\n\s+metadata:\n\s+labels:\n)\s+app.kubernetes.io\/name: api\n/, '$1'),
  ],
  [
    'a Service selects what is not there',
    'service-selects-nothing',
    swap('dist/base/client-a/workloads/service-web.yaml', /(selector:\n\s+app.kubernetes.io\/name:) web/, '$1 wbe'),
  ],
  [
    'a Service opens a port on each node',
    'service-exposed',
    swap('dist/base/client-a/workloads/service-web.yaml', 'spec:', 'spec:\n  type: NodePort'),
  ],
  ['a readiness probe is gone', 'probes-missing', swap(WEB, /readinessProbe:\n\s+tcpSocket:\n\s+port: http\n\s+/, '')],
  [
    'a ConfigMap is called something else',
    'reference-unresolved',
    swap(API, 'name: client-egress-config', 'name: client-egress-conf'),
  ],
  [
    'a Secret is written down',
    'secret-in-git',
    add(
      'dist/base/client-b/workloads',
      'secret.yaml',
      'apiVersion: v1\nkind: Secret\nmetadata: { name: s, namespace: client-b }\nstringData: { a: b }\n',
    ),
  ],
  ['an unknown field', 'invalid-object', swap(API, 'enableServiceLinks', 'enableServiceLink')],
  ['a label beyond its limit', 'invalid-object', swap(API, 'tenant: client-b', `tenant: ${'b'.repeat(64)}`)],
];
