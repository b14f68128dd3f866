import { kustomization, object } from '../_example';
import { found } from '../_support';
import type { RuleDefinition } from '../rule';
import { remoteEntries } from './_kustomize-files';

export const rule: RuleDefinition = {
  title: 'A Kustomization’s path does not build',
  why: 'Flux keeps what was applied before and reports the failure only in a status, so changes stop arriving unnoticed.',
  fix: 'Let spec.path name a folder with a kustomization.yaml that kubectl kustomize builds.',
  good: [object('Kustomization flux-system/egress-production')`spec: { path: dist/overlays/production/platform/ }`],
  bad: [
    kustomization('client-a/workloads')`
      resources: [../../../../base/client-a/workloads, missing.yaml]
    `,
  ],
  check: ({ reconciled, files }) =>
    reconciled
      .filter(({ failure, origins }) => failure !== undefined && remoteEntries(files, origins).length === 0)
      .map(({ kustomization, failure }) => found(kustomization, ['spec', 'path'], String(failure))),
};
