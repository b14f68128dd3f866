import { object } from '../_example';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'What is removed from the repository stays in the cluster',
  why: 'A workload or a policy that no longer appears in any review keeps running.',
  fix: 'Set prune: true. While the shape of reconciliation changes, set flux.prune: false in the environment’s settings.',
  good: [object('Kustomization flux-system/egress-production')`spec: { prune: true }`],
  bad: [object('Kustomization flux-system/egress-production')`spec: { prune: false }`],
  check: ({ reconciled, environment }) =>
    reconciled
      .filter(({ spec }) => environment.flux.prune && spec.prune !== true)
      .map(({ kustomization }) => found(kustomization, ['spec', 'prune'], 'is not true, and no setting asks for that')),
};
