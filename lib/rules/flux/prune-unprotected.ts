import { object } from '../_example';
import { PRUNE } from '../_names';
import { annotationsOf, isKind, isNamespace } from '../_rendered';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Flux may remove a tenant’s namespace or a claim, with the data in it',
  why: 'A rename, or a change of which Kustomization applies what, looks like a removal. With the namespace go its volumes.',
  fix: `Set the annotation ${PRUNE}: disabled; removing a tenant’s data is a separate step.`,
  good: [
    object(
      'PersistentVolumeClaim client-a-demo/data',
      'annotations: { kustomize.toolkit.fluxcd.io/prune: disabled }',
    )`spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`,
  ],
  bad: [
    object(
      'PersistentVolumeClaim client-a-demo/data',
    )`spec: { accessModes: [ReadWriteOnce], resources: { requests: { storage: 1Gi } } }`,
    object('Namespace client-b', 'annotations: { kustomize.toolkit.fluxcd.io/prune: null }')``,
  ],
  check: ({ objects }) =>
    objects
      .filter((each) => (isNamespace(each) && each.tenant !== undefined) || isKind(each, 'PersistentVolumeClaim', ''))
      .filter((each) => annotationsOf(each)[PRUNE] !== 'disabled')
      .map((each) => found(each, ['metadata', 'annotations', PRUNE], 'is not disabled')),
};
