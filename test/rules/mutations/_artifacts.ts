import { FLUX, type Mutation, swap } from './_edits';

const GENERATOR = 'clusters/production/artifactgenerator-egress-production.yaml';
const B = 'dist/overlays/production/client-b';

/** Where Kustomizations read artifacts. */
export const ARTIFACTS: readonly Mutation[] = [
  [
    'a Kustomization reads the artifact of another tenant',
    'artifact-incomplete',
    swap(`${FLUX}-client-b-workloads.yaml`, /(ExternalArtifact\n.*)client-b/, '$1client-a'),
  ],
  [
    'an artifact lacks the base',
    'artifact-incomplete',
    swap(GENERATOR, /- from: "@repository\/dist\/base\/client-b\/\*\*"\n.*\n\s+/, ''),
  ],
  [
    'files of one tenant are put where another’s are read',
    'artifact-incomplete',
    swap(GENERATOR, `@repository/${B}/**`, '@repository/dist/overlays/production/client-a/**'),
  ],
  [
    'an artifact leaves files out',
    'artifact-incomplete',
    swap(GENERATOR, `to: "@artifact/${B}/"`, `to: "@artifact/${B}/"\n          exclude: ["networkpolicy-*"]`),
  ],
  [
    'a Kustomization reads an artifact that nothing makes',
    'flux-reference-unresolved',
    swap(`${FLUX}-client-b.yaml`, /(ExternalArtifact\n.*)client-b/, '$1client-d'),
  ],
  [
    'an artifact holds the files of all tenants',
    'artifact-wakes-others',
    swap(GENERATOR, /\/production\/client-b\//g, '/production/'),
  ],
  [
    'an artifact holds the files of another environment',
    'artifact-wakes-others',
    swap(
      GENERATOR,
      `- from: "@repository/${B}/**"`,
      '- from: "@repository/dist/overlays/development/client-b/**"\n          to: "@artifact/dist/overlays/development/client-b/"\n        - from: "@repository/dist/overlays/production/client-b/**"',
    ),
  ],
  [
    'an artifact has the revision of the repository',
    'artifact-wakes-others',
    swap(GENERATOR, 'originRevision: "@repository"', 'revision: "@repository"'),
  ],
  ['artifacts are made of another repository', 'flux-source-differs', swap(GENERATOR, 'name: manifests', 'name: fork')],
  [
    'another ArtifactGenerator makes artifacts',
    'flux-source-differs',
    swap(GENERATOR, 'name: egress-production\n', 'name: other\n'),
  ],
];
