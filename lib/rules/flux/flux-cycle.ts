import { object } from '../_example';
import { found, some } from '../_support';
import type { RuleDefinition } from '../rule';
import { allDependenciesOf, idOf } from './_order';

export const rule: RuleDefinition = {
  title: 'Kustomizations wait for each other',
  why: 'None of them ever becomes ready, so none is ever applied, and each status only reports that a dependency is not ready.',
  fix: 'Let guardrails depend on the platform, and workloads on their guardrails.',
  good: [
    object(
      'Kustomization flux-system/egress-production-client-b-workloads',
    )`spec: { dependsOn: [{ name: egress-production-client-b }, { name: egress-production }] }`,
  ],
  bad: [
    object(
      'Kustomization flux-system/egress-production',
    )`spec: { dependsOn: [{ name: egress-production-client-b-workloads }] }`,
  ],
  check: ({ reconciled }) =>
    reconciled.flatMap((each) => {
      const waited = allDependenciesOf(each, reconciled);
      const names = [...waited].filter((id) => id !== idOf(each)).map((id) => id.split('/')[1] ?? id);
      return waited.has(idOf(each))
        ? [found(each.kustomization, ['spec', 'dependsOn'], `waits for itself, by way of ${some(names)}`)]
        : [];
    }),
};
