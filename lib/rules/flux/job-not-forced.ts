import { object } from '../_example';
import { FORCE } from '../_names';
import { annotationsOf, isKind } from '../_rendered';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A Job lacks force: enabled, so changes to it cannot be applied',
  why: 'The pod template of a Job is immutable. A new image or a new proxy fails to apply, and with it everything that the same Kustomization has.',
  fix: `Set the annotation ${FORCE}: enabled, so that Flux deletes the Job and creates it again.`,
  good: [object('CronJob client-a-demo/nightly', 'annotations: { kustomize.toolkit.fluxcd.io/force: null }')``],
  bad: [
    {
      ...object('Job client-b/import', 'annotations: { kustomize.toolkit.fluxcd.io/force: null }')``,
      environment: 'development',
    },
  ],
  check: ({ objects }) =>
    objects
      .filter((each) => isKind(each, 'Job', 'batch') && annotationsOf(each)[FORCE] !== 'enabled')
      .map((each) => found(each, ['metadata', 'annotations', FORCE], 'is not enabled')),
};
