import type { FluxSource } from '../../model/types';
import { object } from '../_example';
import { FLUX_SYSTEM, KUSTOMIZE_FILES, SOURCE } from '../_names';
import { type Context, type Data, isKind, map, maps, type Rendered } from '../_rendered';
import { found, sameMap, show, withArtifacts } from '../_support';
import type { Found, RuleDefinition, Step } from '../rule';
import { isGenerator } from './_artifacts';

export const rule: RuleDefinition = {
  title: 'Flux reads another repository than the settings name, or checks it less strictly',
  why: 'A branch instead of a tag deploys what was never released. Without verify, everyone who may push can deploy. Without encryption, everyone on the network path can write the manifests.',
  fix: 'Set url, secretRef, ref and verify as in flux.source, or as in the tenant’s repository. The url must be https or ssh. The GitRepository of a tenant must ignore Kustomize files. Remove any other GitRepository, and any ArtifactGenerator unless flux.artifacts is set; it must copy from flux.source.',
  good: [object('GitRepository flux-system/manifests')`spec: { timeout: 60s }`],
  bad: [
    object('GitRepository flux-system/manifests')`spec: { ref: { tag: null, branch: main } }`,
    object('GitRepository flux-system/manifests')`spec: { verify: null }`,
    object('GitRepository flux-system/manifests')`spec: { url: "https://git.example.org/fork.git" }`,
    object('GitRepository flux-system/manifests')`spec: { secretRef: { name: another-key } }`,
    withArtifacts(
      object(
        'ArtifactGenerator flux-system/egress-production',
      )`spec: { sources: [{ alias: repository, kind: OCIRepository, name: manifests }] }`,
    ),
    object(
      'GitRepository client-b/client-b',
    )`spec: { interval: 5m, url: "https://git.example.org/b.git", ref: { branch: main } }`,
  ],
  check: (context) => {
    const { flux, environment, namespaces, reconciled } = context;
    const own = { name: environment.flux.source.name, namespace: FLUX_SYSTEM, promised: environment.flux.source };
    return [
      ...repositories(flux).flatMap((each) => problems(each, own)),
      ...artifactProblems(context),
      ...namespaces.flatMap(({ tenant: { name, namespace, repository }, objects }) =>
        repositories(objects).flatMap((each) => [
          ...problems(each, { name, namespace, promised: repository }),
          ...(repository && !repository.kustomize ? kustomizeFiles(each) : []),
        ]),
      ),
      ...reconciled.flatMap(({ kustomization, folder, spec }) => {
        const owner = namespaces.find(({ tenant }) => tenant.namespace === kustomization.object.metadata.namespace);
        const path = owner?.tenant.repository?.path;
        if (folder !== undefined || spec.path === path) return [];
        return [found(kustomization, ['spec', 'path'], `is ${show(spec.path)} and not ${show(path)}`)];
      }),
    ];
  },
};

/** Sources out of sources: what is in them is what the settings’ repository holds. */
function artifactProblems({ flux, objects, environment }: Context): Found[] {
  const { artifacts, name, source } = environment.flux;
  return [...flux, ...objects].flatMap((each): Found[] => {
    if (isKind(each, 'ExternalArtifact', SOURCE))
      return [found(each, [], 'is for controllers to write, and not in Git')];
    if (!isGenerator(each)) return [];
    const { metadata, spec } = each.object;
    if (!artifacts || metadata.name !== name || metadata.namespace !== FLUX_SYSTEM)
      return [found(each, [], 'is no ArtifactGenerator that the settings ask for')];
    const sources = maps(map(spec).sources);
    const isOwn = ({ kind, name: its, namespace = FLUX_SYSTEM }: Data) =>
      kind === 'GitRepository' && its === source.name && namespace === FLUX_SYSTEM;
    if (sources.length === 1 && sources.every(isOwn)) return [];
    return [found(each, ['spec', 'sources'], `is ${show(sources)} and not the GitRepository ${source.name}`)];
  });
}

interface Promised {
  readonly name: string;
  readonly namespace: string;
  /** Undefined: none. */
  readonly promised?: Pick<FluxSource, 'url' | 'secret' | 'ref' | 'verify'>;
}

function repositories(objects: readonly Rendered[]): readonly Rendered[] {
  return objects.filter((each) => isKind(each, 'GitRepository', SOURCE));
}

function problems(each: Rendered, { name, namespace, promised }: Promised): Found[] {
  const { metadata, spec } = each.object;
  if (!promised || metadata.name !== name || metadata.namespace !== namespace)
    return [found(each, [], 'is no repository that the settings name')];
  return differences(map(spec), promised).map(([path, message]) => found(each, ['spec', ...path], message));
}

/** By a line of one, Flux's controller fetches for the tenant whatever it can reach. */
function kustomizeFiles(each: Rendered): Found[] {
  const ignored = String(map(each.object.spec).ignore ?? '').split('\n');
  const missing = KUSTOMIZE_FILES.filter((name) => !ignored.includes(name));
  return missing.length === 0 ? [] : [found(each, ['spec', 'ignore'], `does not leave out ${missing.join(', ')}`)];
}

function differences(
  spec: Data,
  { url, secret, ref, verify }: Pick<FluxSource, 'url' | 'secret' | 'ref' | 'verify'>,
): [Step[], string][] {
  const problems: [Step[], string][] = [];
  if (spec.url !== url) problems.push([['url'], `is ${show(spec.url)} and not ${show(url)}`]);
  if (String(spec.url).startsWith('http:')) problems.push([['url'], 'is not encrypted']);
  if (!sameMap(map(spec.ref), { ...ref })) problems.push([['ref'], `is ${show(spec.ref)} and not ${show(ref)}`]);
  const credentials = map(spec.secretRef).name;
  if (credentials !== secret) problems.push([['secretRef'], `is ${show(spec.secretRef)} and not ${show(secret)}`]);
  const verified = map(spec.verify);
  if (verified.mode !== verify?.mode || map(verified.secretRef).name !== verify?.secret)
    problems.push([['verify'], `is ${show(spec.verify)} and not ${show(verify)}`]);
  return problems;
}
