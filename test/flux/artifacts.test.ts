import { posix } from 'node:path';
import { parse } from 'yaml';
import { build } from '../../lib/kustomize';
import { loadModel } from '../../lib/model';
import { checkArtifacts } from '../../lib/model/checks/artifacts';
import { synthesize } from '../../lib/synthesize';
import { Project } from '../support/project';
import { environmentText, loadFiles } from '../support/settings';
import { THREE_TENANTS } from '../support/tenants';

const ARTIFACTS = { flux: { reconcile: 'per-tenant', artifacts: true } };
const PRODUCTION = 'clusters/production';
const GENERATOR = `${PRODUCTION}/artifactgenerator-egress-production.yaml`;

type Files = ReadonlyMap<string, string>;

interface Artifact {
  readonly name: string;
  readonly revision?: string;
  readonly originRevision: string;
  readonly copy: readonly { readonly from: string; readonly to: string }[];
}

function rendered(change: (text: string) => string = (text) => text, flux: object = ARTIFACTS.flux): Files {
  const project = new Project({
    ...THREE_TENANTS,
    'tenants/client-b.yaml': change(THREE_TENANTS['tenants/client-b.yaml']),
    'overlays/development.ts': environmentText('development'),
    'overlays/production.ts': environmentText('production', { flux: flux as never }),
  });
  const { model } = loadModel({ tenants: `${project.folder}/tenants`, environments: `${project.folder}/overlays` });
  return new Map(synthesize(model).map(({ path, content }) => [path, content]));
}

const files = rendered();
const artifactsIn = (all: Files): readonly Artifact[] => parse(all.get(GENERATOR) ?? '').spec.artifacts;
const kustomizations = [...files]
  .filter(([path]) => path.startsWith(`${PRODUCTION}/kustomization-`))
  .map(([, text]) => parse(text));

/** What an artifact holds, path by path. */
function contentOf({ copy }: Artifact, all: Files): Files {
  return new Map(
    copy.flatMap(({ from, to }) => {
      const folder = from.replace(/^@repository\/|\*\*$/g, '');
      const found = [...all].filter(([path]) => path.startsWith(folder));
      expect([from, found.length > 0]).toEqual([from, true]);
      return found.map(([path, text]): [string, string] => [
        posix.join(to.replace('@artifact/', ''), path.slice(folder.length)),
        text,
      ]);
    }),
  );
}

test('one artifact for the platform, which comes first, and one for each tenant, out of the repository', () => {
  const { metadata, spec } = parse(files.get(GENERATOR) ?? '');
  expect(metadata).toEqual({ name: 'egress-production', namespace: 'flux-system' });
  expect(spec.sources).toEqual([{ alias: 'repository', kind: 'GitRepository', name: 'manifests' }]);
  expect(artifactsIn(files).map(({ name }) => name)).toEqual([
    'egress-production',
    'egress-production-client-a',
    'egress-production-client-b',
    'egress-production-client-c',
  ]);
});

test('an artifact has a revision of its own, and names the commit beside it', () => {
  for (const { revision, originRevision } of artifactsIn(files))
    expect({ revision, originRevision }).toEqual({ revision: undefined, originRevision: '@repository' });
});

test('each Kustomization reads an artifact, which alone builds what the repository builds', () => {
  expect(kustomizations).toHaveLength(7);
  for (const { spec } of kustomizations) {
    expect(spec.sourceRef.kind).toBe('ExternalArtifact');
    const artifact = artifactsIn(files).find(({ name }) => name === spec.sourceRef.name) as Artifact;
    const folder = posix.normalize(spec.path);
    expect(build(contentOf(artifact, files), folder)).toEqual(build(files, folder));
  }
});

test('a change of one tenant changes its artifact, and no other one', () => {
  const changed = rendered((text) => text.replace('replicas: 4', 'replicas: 5'));
  const different = artifactsIn(files).filter((artifact) => {
    const [before, after] = [files, changed].map((all) => [...contentOf(artifact, all)]);
    return JSON.stringify(before) !== JSON.stringify(after);
  });
  expect(different.map(({ name }) => name)).toEqual(['egress-production-client-b']);
  expect(changed.get(GENERATOR)).toBe(files.get(GENERATOR));
});

test('the controllers have what artifacts need, in one argument for all feature gates', () => {
  const added = (flux: object) => {
    const { patches } = parse(rendered(undefined, flux).get(`${PRODUCTION}/flux-system/kustomization.yaml`) ?? '');
    return patches.map(({ target, patch }: { target: { name: string }; patch: string }) => [
      target.name,
      parse(patch).map(({ value }: { value: string }) => value),
    ]);
  };
  const [[controller, gates], [referring, references]] = added({ ...ARTIFACTS.flux, wait: true });
  expect(controller).toBe('kustomize-controller');
  expect(gates.filter((value: string) => value.startsWith('--feature-gates'))).toEqual([
    '--feature-gates=CancelHealthCheckOnNewRevision=true,ExternalArtifact=true',
  ]);
  expect('source-watcher').toMatch(new RegExp(`^(?:${referring})$`));
  expect(references).toEqual(['--no-cross-namespace-refs=true']);
  expect(JSON.stringify(added({ reconcile: 'per-tenant' }))).not.toMatch(/ExternalArtifact|source-watcher/);
});

test('without the setting there is no artifact, and Kustomizations read the repository', () => {
  const all = rendered(undefined, { reconcile: 'per-tenant' });
  expect(all.has(GENERATOR)).toBe(false);
  expect(parse(all.get(`${PRODUCTION}/kustomization-egress-production-client-b.yaml`) ?? '').spec.sourceRef).toEqual({
    kind: 'GitRepository',
    name: 'manifests',
  });
});

test('failures of the generator are messages, too', () => {
  const notify = [
    { kind: 'slack', secret: 'chat' },
    { kind: 'github', secret: 'forge', repository: 'https://github.com/example/platform' },
  ];
  const kinds = (secret: string) =>
    parse(
      rendered(undefined, { ...ARTIFACTS.flux, notify }).get(`${PRODUCTION}/alert-egress-production-${secret}.yaml`) ??
        '',
    ).spec.eventSources.map(({ kind }: { kind: string }) => kind);
  expect(kinds('chat')).toEqual(['GitRepository', 'ArtifactGenerator', 'Kustomization']);
  expect(kinds('forge')).toEqual(['Kustomization']);
});

test('with one Kustomization for all, it is refused', () => {
  const { problems } = loadFiles({
    tenants: { 'client-b.yaml': THREE_TENANTS['tenants/client-b.yaml'] },
    environments: { 'production.ts': environmentText('production', { flux: { artifacts: true } }) },
  });
  expect(problems.filter(({ id }) => id.startsWith('flux-'))).toEqual([
    expect.objectContaining({
      id: 'flux-artifacts-shape',
      severity: 'error',
      path: 'flux.artifacts',
      message: expect.stringMatching(/^is only possible with reconcile: per-tenant: /),
    }),
  ]);
});

test.each([
  [999, []],
  [1000, ['flux-artifacts-many']],
])('with %d tenants: %j', (count, expected) => {
  const environment = { data: ARTIFACTS, wasWrong: () => false };
  const ids: string[] = [];
  checkArtifacts(environment as never, Array(count).fill({}) as never, (id, _, message) =>
    ids.push(`${id}: ${message}`),
  );
  expect(ids.map((line) => line.split(':')[0])).toEqual(expected);
  if (ids[0]) expect(ids[0]).toMatch(/is possible for 999 tenants at most \(there are 1000\)/);
});
