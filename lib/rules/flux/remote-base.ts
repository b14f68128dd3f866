import { kustomization } from '../_example';
import type { RuleDefinition } from '../rule';
import { remoteEntries } from './_kustomize-files';

export const rule: RuleDefinition = {
  title: 'A kustomization.yaml takes something from another repository',
  why: 'Its content was never reviewed here, changes when others push, and is fetched by Flux with Flux’s own network access.',
  fix: 'Copy it into this repository, or describe it in the settings.',
  good: [
    kustomization('platform')`
      resources: [../../../base/platform, clusterrole-egress-tenant-people.yaml]
    `,
  ],
  bad: [
    kustomization('client-a/workloads')`
      resources: [../../../../base/client-a/workloads, "https://github.com/example/base//deploy?ref=main"]
    `,
  ],
  check: ({ reconciled, files }) =>
    [
      ...new Map(
        reconciled.flatMap(({ origins }) => remoteEntries(files, origins)).map((each) => [JSON.stringify(each), each]),
      ).values(),
    ].map(({ file, key, entry }) => ({ file, message: `${key}: ${entry} is not in this repository` })),
};
