import { B, type Mutation, PRODUCTION, swap, unlist } from './_edits';

export const NAMESPACES: readonly Mutation[] = [
  [
    'the namespace is not marked as isolated',
    'namespace-marks-wrong',
    swap(`${B}/namespace.yaml`, '    network/isolation: egress-proxy\n', ''),
  ],
  [
    'the namespace is marked as another tenant’s',
    'namespace-marks-wrong',
    swap(`${B}/namespace.yaml`, 'tenant: client-b', 'tenant: client-a'),
  ],
  [
    'the namespace names another pool',
    'namespace-marks-wrong',
    swap(`${B}/namespace.yaml`, 'node-pool: client-b-pool', 'node-pool: client-c-pool'),
  ],
  [
    'Pod Security is privileged',
    'pod-security-not-enforced',
    swap(`${B}/namespace.yaml`, 'enforce: restricted', 'enforce: privileged'),
  ],
  [
    'the namespace may be pruned',
    'prune-unprotected',
    swap(`${B}/namespace.yaml`, 'prune: disabled', 'prune: enabled'),
  ],
  [
    'a Job cannot change',
    'job-not-forced',
    swap('dist/base/client-b/workloads/job-import.yaml', 'force: enabled', 'force: disabled'),
  ],
  [
    'the quota is ten times as much',
    'quota-differs',
    swap(`${B}/resourcequota-tenant-quota.yaml`, 'limits.cpu: "8"', 'limits.cpu: "80"'),
  ],
  [
    'the quota bounds no storage',
    'quota-differs',
    swap(`${B}/resourcequota-tenant-quota.yaml`, '    requests.storage: 100Gi\n', ''),
  ],
  [
    'the quota bounds ten times as many objects',
    'quota-differs',
    swap(`${B}/resourcequota-tenant-quota.yaml`, 'secrets: "50"', 'secrets: "500"'),
  ],
  ['the quota is gone', 'quota-differs', unlist(B, 'resourcequota-tenant-quota.yaml')],
  [
    'the quota’s defaults and a container’s own are gone',
    'quota-refuses-pod',
    (files) => {
      unlist(B, 'limitrange-tenant-defaults.yaml')(files);
      swap(`${PRODUCTION}/client-b/workloads/kustomization.yaml`, '  - path: daemonset-agent.patch.yaml\n', '')(files);
    },
  ],
];
