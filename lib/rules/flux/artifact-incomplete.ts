import { object } from '../_example';
import type { Context, Reconciled } from '../_rendered';
import { found, some, withArtifacts } from '../_support';
import type { Found, RuleDefinition } from '../rule';
import { artifactOf } from './_artifacts';

export const rule: RuleDefinition = {
  title: 'A Kustomization reads an artifact that lacks its files',
  why: 'Flux builds from what the artifact holds: the folder is missing there, or comes from another place. The Kustomization fails, changes of that tenant stop arriving, and only a status says so.',
  fix: 'Let each Kustomization read the artifact of its own tenant. An artifact holds the folders of its tenant in dist/base and dist/overlays, each copied from @repository/FOLDER/** to @artifact/FOLDER/.',
  good: [
    withArtifacts(
      object(
        'Kustomization flux-system/egress-production-client-b-workloads',
      )`spec: { sourceRef: { kind: ExternalArtifact, name: egress-production-client-b } }`,
    ),
  ],
  bad: [
    withArtifacts(
      object(
        'Kustomization flux-system/egress-production-client-b-workloads',
      )`spec: { sourceRef: { kind: ExternalArtifact, name: egress-production-client-c } }`,
    ),
  ],
  check: (context) => context.reconciled.flatMap((each) => problems(each, context)),
};

function problems(each: Reconciled, context: Context): Found[] {
  const artifact = artifactOf(each, context);
  if (!artifact) return [];
  const missing = [...(each.origins?.read ?? [])].filter((file) => !artifact.folders.some((one) => isIn(one, file)));
  if (missing.length === 0) return [];
  return [found(each.kustomization, ['spec', 'sourceRef'], `${artifact.name} lacks ${some(missing)}`)];
}

function isIn(folder: string, file: string): boolean {
  return file.startsWith(`${folder}/`);
}
