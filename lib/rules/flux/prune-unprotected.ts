import { PRUNE } from '../_names';
import { annotationsOf, isKind, isNamespace } from '../_rendered';
import { found, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Flux may remove a tenant’s namespace or a claim, with the data in it',
  severity: 'error',
  why: 'A rename, or a change of which Kustomization applies what, looks like a removal. With the namespace go its volumes.',
  fix: 'The annotation kustomize.toolkit.fluxcd.io/prune: disabled; leaving is a step of its own.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: { name: data, namespace: client-a-demo, annotations: { kustomize.toolkit.fluxcd.io/prune: disabled } }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
    `,
  ],
  bad: [
    yaml`
      apiVersion: v1
      kind: PersistentVolumeClaim
      metadata: { name: data, namespace: client-a-demo }
      spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }
    `,
    yaml`
      apiVersion: v1
      kind: Namespace
      metadata: { name: client-b, annotations: { kustomize.toolkit.fluxcd.io/prune: null } }
    `,
  ],
  check: ({ objects }) =>
    objects
      .filter((each) => (isNamespace(each) && each.tenant !== undefined) || isKind(each, 'PersistentVolumeClaim', ''))
      .filter((each) => annotationsOf(each)[PRUNE] !== 'disabled')
      .map((each) => found(each, ['metadata', 'annotations', PRUNE], 'is not disabled')),
};
