import { object } from '../_example';
import { SOURCE } from '../_names';
import { isFluxKustomization, isKind, map } from '../_rendered';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'Reconciliation is suspended',
  why: 'Merged changes do not arrive, manual edits stay, and no alert fires. Suspend for a short time with flux suspend; in the repository it is forgotten.',
  fix: 'Leave spec.suspend out.',
  good: [object('Kustomization flux-system/egress-production')`spec: { suspend: false }`],
  bad: [object('Kustomization flux-system/egress-production')`spec: { suspend: true }`],
  check: ({ objects, flux }) =>
    [...flux, ...objects]
      .filter((each) => isFluxKustomization(each) || isKind(each, 'GitRepository', SOURCE))
      .filter(({ object }) => map(object.spec).suspend === true)
      .map((each) => found(each, ['spec', 'suspend'], 'is true')),
};
