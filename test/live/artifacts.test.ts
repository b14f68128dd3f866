import { liveWorld } from './_world';

const ARTIFACT = 'client-egress-prod-client-a';
const KUSTOMIZATION = `${ARTIFACT}-workloads`;

const world = liveWorld(
  `workloads:
  - { name: web, image: "curlimages/curl:8.11.1", runAsUser: 100 }
`,
  { reconcile: 'per-tenant', artifacts: true },
);

async function live() {
  const { out } = await world().project.run('live', '--json');
  const { findings } = JSON.parse(out) as { findings: { id: string; object: string; message: string }[] };
  return findings.map(({ id, object, message }) => `${id} ${object}: ${message}`);
}

test('where Kustomizations have applied artifacts of the expected commit, all is fine', async () => {
  expect(await live()).toEqual([]);
});

test.each([
  [
    'a Kustomization has applied an older artifact',
    () => {
      world().cluster.find('Kustomization', KUSTOMIZATION).status.lastAppliedRevision = 'latest@sha256:0000';
    },
    [
      /^live-revision-differs Kustomization flux-system\/client-egress-prod-client-a-workloads: has applied latest@sha256:0000 \(expected latest@sha256:[0-9a-f]{64}, its artifact of [0-9a-f]{40}\)$/,
    ],
  ],
  [
    'an artifact was made of an older commit',
    () => {
      const { artifact } = world().cluster.find('ExternalArtifact', ARTIFACT).status;
      artifact.metadata['org.opencontainers.image.revision'] = 'main@sha1:0000';
    },
    [
      /^live-revision-differs .*client-a-workloads: reads an artifact of main@sha1:0000 /,
      /^live-revision-differs .*client-a: reads an artifact of main@sha1:0000 \(expected [0-9a-f]{40}, HEAD of this checkout\)$/,
    ],
  ],
  [
    'an artifact is not there',
    () => world().cluster.remove('ExternalArtifact', ARTIFACT),
    [/client-a-workloads: has applied /, /client-a: has applied .*, and its artifact is not in the cluster$/],
  ],
  [
    'the generator failed',
    () => {
      world().cluster.find('ArtifactGenerator', 'client-egress-prod').status.conditions = [
        { type: 'Ready', status: 'False', reason: 'BuildFailed', message: 'no files match pattern' },
      ];
    },
    [
      /^live-flux-not-ready ArtifactGenerator flux-system\/client-egress-prod: is not ready: BuildFailed: no files match pattern$/,
    ],
  ],
])('%s: is found', async (_, change, expected) => {
  change();
  world().cluster.write();
  const found = await live();
  expect(found.sort()).toEqual(expected.map((pattern) => expect.stringMatching(pattern)));
});

test('the rights that artifacts need are asked for', async () => {
  world().cluster.deny('"externalartifacts"');
  expect(await live()).toEqual([
    expect.stringMatching(/^live-right-missing .*the user may not list externalartifacts\.source\.toolkit\.fluxcd\.io/),
  ]);
});
