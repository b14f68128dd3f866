import { object } from '../_example';
import { SOURCE } from '../_names';
import { found } from '../_support';
import { isFluxKustomization, isKind, map } from '../rendered';
import type { Rule } from '../rule';

export const fluxSuspended: Rule = {
  id: 'flux-suspended',
  title: 'Flux is told to stand still',
  severity: 'error',
  why: 'Nothing of what is merged arrives, hand edits stay, and no alert says so. Suspending is for a moment, with flux suspend; in the repository it is forgotten.',
  fix: 'Leave spec.suspend out.',
  suppressible: false,
  good: [object('Kustomization flux-system/egress-production')`spec: { suspend: false }`],
  bad: [object('Kustomization flux-system/egress-production')`spec: { suspend: true }`],
  check: ({ objects, flux }) =>
    [...flux, ...objects]
      .filter((each) => isFluxKustomization(each) || isKind(each, 'GitRepository', SOURCE))
      .filter(({ object }) => map(object.spec).suspend === true)
      .map((each) => found(each, ['spec', 'suspend'], 'is true')),
};
