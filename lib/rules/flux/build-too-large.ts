import { found } from '../_support';
import type { RuleDefinition } from '../rule';

/** A few dozen. */
const MOST = 36;

export const rule: RuleDefinition = {
  title: 'One Kustomization applies very many tenants',
  severity: 'warning',
  why: 'The time that kustomize takes grows with the square of the objects: 5,000 of them in one build take 13 s, each by itself 9 ms. And one tenant’s mistake stops the changes of all.',
  fix: 'Set flux.reconcile: per-tenant in the environment’s settings; docs/flux.md describes how to change over.',
  good: [{ yaml: '# 40 tenants, reconcile: per-tenant\n', tenants: 40 }],
  bad: [{ yaml: '# 40 tenants, reconcile: per-environment\n', tenants: 40, environment: 'development' }],
  check: ({ reconciled }) =>
    reconciled.flatMap(({ kustomization, objects }) => {
      const tenants = new Set(objects.flatMap(({ tenant }) => tenant ?? []));
      return tenants.size > MOST
        ? [found(kustomization, ['spec', 'path'], `applies the objects of ${tenants.size} tenants`)]
        : [];
    }),
};
