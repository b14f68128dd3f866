import { FORCE } from '../_names';
import { annotationsOf, isKind } from '../_rendered';
import { found, yaml } from '../_support';
import type { RuleDefinition } from '../rule';

export const rule: RuleDefinition = {
  title: 'A Job stands in the way of its own change',
  severity: 'error',
  why: 'The pod template of a Job is immutable. A new image or a new proxy fails to apply, and with it everything that the same Kustomization has.',
  fix: 'The annotation kustomize.toolkit.fluxcd.io/force: enabled, by which Flux makes it anew.',
  suppressible: false,
  good: [
    yaml`
      apiVersion: batch/v1
      kind: CronJob
      metadata: { name: nightly, namespace: client-a-demo, annotations: { kustomize.toolkit.fluxcd.io/force: null } }
    `,
  ],
  bad: [
    {
      ...yaml`
        apiVersion: batch/v1
        kind: Job
        metadata: { name: import, namespace: client-b, annotations: { kustomize.toolkit.fluxcd.io/force: null } }
      `,
      environment: 'development',
    },
  ],
  check: ({ objects }) =>
    objects
      .filter((each) => isKind(each, 'Job', 'batch') && annotationsOf(each)[FORCE] !== 'enabled')
      .map((each) => found(each, ['metadata', 'annotations', FORCE], 'is not enabled')),
};
