import { object } from '../_example';
import { FORCE } from '../_names';
import { found } from '../_support';
import { annotationsOf, isKind } from '../rendered';
import type { Rule } from '../rule';

export const jobNotForced: Rule = {
  id: 'job-not-forced',
  title: 'A Job stands in the way of its own change',
  severity: 'error',
  why: 'The pod template of a Job is immutable. A new image or a new proxy fails to apply, and with it everything that the same Kustomization has.',
  fix: `The annotation ${FORCE}: enabled, by which Flux makes it anew.`,
  suppressible: false,
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
