import { object } from '../_example';
import type { Context } from '../_rendered';
import { found, some, withArtifacts } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { type Artifact, artifacts } from './_artifacts';

export const rule: RuleDefinition = {
  title: 'An artifact changes when something else changes',
  why: 'Each change of an artifact wakes the Kustomizations that read it. With files of other tenants or environments in it, or with the revision of its source, they wake at changes of others, as without artifacts. What a tenant’s Kustomizations can read grows, too.',
  fix: 'Copy the folders of one tenant, or those of the platform, and set no revision.',
  good: [withArtifacts(object('Kustomization flux-system/egress-production')`spec: { wait: true }`)],
  bad: [
    withArtifacts(object('ArtifactGenerator flux-system/egress-production')`
      spec:
        artifacts:
          - { name: egress-production, copy: [{ from: "@repository/dist/**", to: "@artifact/dist/" }] }
          - { name: egress-production-client-a, copy: [{ from: "@repository/dist/**", to: "@artifact/dist/" }] }
          - { name: egress-production-client-b, copy: [{ from: "@repository/dist/**", to: "@artifact/dist/" }] }
          - { name: egress-production-client-c, copy: [{ from: "@repository/dist/**", to: "@artifact/dist/" }] }
    `),
  ],
  check: (context) => artifacts(context).flatMap((artifact) => problems(artifact, context)),
};

function problems({ name, generator, path, ofSource, folders }: Artifact, { files, environment }: Context): Found[] {
  const owners = new Set<string>();
  for (const file of folders.flatMap((folder) => files.below(folder))) {
    const owner = files.ownerOf(file);
    const elsewhere = owner.environment !== undefined && owner.environment !== environment.name;
    owners.add(`${owner.tenant ?? 'the platform'}${elsewhere ? ` in ${owner.environment}` : ''}`);
  }
  return [
    ...(owners.size > 1
      ? [found(generator, [...path, 'copy'], `${name} holds files of ${some([...owners].sort())}`)]
      : []),
    ...(ofSource ? [found(generator, [...path, 'revision'], `${name} has the revision of its source`)] : []),
  ];
}
