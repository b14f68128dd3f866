import { B, drop, FLUX, type Mutation, PRODUCTION, swap } from './_edits';

export const FLUX_OBJECTS: readonly Mutation[] = [
  [
    'a Kustomization leads elsewhere',
    'flux-path-broken',
    swap(`${FLUX}-client-b.yaml`, 'client-b/guardrails', 'client-b/guardrail'),
  ],
  [
    'a Kustomization leads to another tenant',
    'object-twice',
    swap(`${FLUX}-client-b-workloads.yaml`, 'production/client-b', 'production/client-a'),
  ],
  [
    'a Kustomization leads to the other environment',
    'proxy-config-wrong',
    swap(`${FLUX}-client-b-workloads.yaml`, 'overlays/production', 'overlays/development'),
  ],
  ['guardrails are applied by nobody', 'not-applied', drop(`${FLUX}-client-b.yaml`)],
  [
    'a policy lies there unlisted',
    'not-applied',
    swap(`${B}/kustomization.yaml`, '  - networkpolicy-allow-private.yaml\n', ''),
  ],
  [
    'impersonation is dropped',
    'flux-not-impersonating',
    swap(`${FLUX}-client-b-workloads.yaml`, '  serviceAccountName: client-b\n', ''),
  ],
  [
    'another tenant is impersonated',
    'flux-not-impersonating',
    swap(`${FLUX}-client-b-workloads.yaml`, 'serviceAccountName: client-b', 'serviceAccountName: client-a'),
  ],
  [
    'an account is not there',
    'flux-reference-unresolved',
    swap(`${FLUX}-client-b-workloads.yaml`, 'serviceAccountName: client-b', 'serviceAccountName: client-z'),
  ],
  [
    'a dependency is not there',
    'flux-reference-unresolved',
    swap(`${FLUX}-client-b.yaml`, '- name: egress-production', '- name: egress-prod'),
  ],
  ['a source is not there', 'flux-reference-unresolved', swap(`${FLUX}.yaml`, 'name: manifests', 'name: manifest')],
  [
    'a source is in another namespace',
    'flux-reference-unresolved',
    swap(`${FLUX}.yaml`, 'name: manifests', 'name: manifests\n    namespace: client-b'),
  ],
  [
    'two wait for each other',
    'flux-cycle',
    swap(`${FLUX}.yaml`, 'spec:', 'spec:\n  dependsOn: [{ name: egress-production-client-b }]'),
  ],
  [
    'workloads do not wait',
    'workloads-before-guardrails',
    swap(`${FLUX}-client-b-workloads.yaml`, /dependsOn:\n.*\n\s+/, ''),
  ],
  ['Flux looks every second', 'flux-interval', swap(`${FLUX}.yaml`, 'interval: 5m', 'interval: 1s')],
  ['Flux gives up at once', 'flux-interval', swap(`${FLUX}.yaml`, 'interval: 5m', 'interval: 5m\n  timeout: 1s')],
  ['Flux prunes nothing', 'flux-prune-off', swap(`${FLUX}.yaml`, 'prune: true', 'prune: false')],
  [
    'Flux is suspended',
    'flux-suspended',
    swap('clusters/production/gitrepository-manifests.yaml', 'spec:', 'spec:\n  suspend: true'),
  ],
  [
    'Flux moves objects',
    'flux-rewrites-objects',
    swap(`${FLUX}-client-b-workloads.yaml`, 'spec:', 'spec:\n  targetNamespace: client-a-demo'),
  ],
  [
    'Flux reads a branch',
    'flux-source-differs',
    swap('clusters/production/gitrepository-manifests.yaml', 'tag: v1.2.3', 'branch: main'),
  ],
  [
    'Flux believes what nobody signed',
    'flux-source-differs',
    swap('clusters/production/gitrepository-manifests.yaml', /verify:\n[\s\S]*$/, ''),
  ],
  [
    'a base comes from elsewhere',
    'remote-base',
    swap(
      `${PRODUCTION}/platform/kustomization.yaml`,
      'resources:\n',
      'resources:\n  - github.com/example/base?ref=main\n',
    ),
  ],
];
