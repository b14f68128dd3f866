import { EXTENSIONS } from '../_names';
import { type Context, isKind, map, maps, namespaceOf, type Reconciled, type Rendered, type Step } from '../_rendered';
import { sourceOf } from './_order';

/** An artifact that an ArtifactGenerator makes. */
export interface Artifact {
  readonly name: string;
  readonly namespace: string;
  readonly generator: Rendered;
  /** Where it stands in the generator. */
  readonly path: readonly Step[];
  /** Whether its revision is that of its source, and not a checksum of its files. */
  readonly ofSource: boolean;
  /** Folders of the repository that it holds where they are in the repository. */
  readonly folders: readonly string[];
}

export function isGenerator(each: Rendered): boolean {
  return isKind(each, 'ArtifactGenerator', EXTENSIONS);
}

const known = new WeakMap<Context, ReadonlyMap<string, Artifact>>();

/** All artifacts, by kind, namespace and name as {@link sourceOf} has them. */
function artifactsIn(context: Context): ReadonlyMap<string, Artifact> {
  const all =
    known.get(context) ??
    new Map(context.flux.filter(isGenerator).flatMap((each) => artifactsOf(each).map((one) => [keyOf(one), one])));
  known.set(context, all);
  return all;
}

export function artifacts(context: Context): readonly Artifact[] {
  return [...artifactsIn(context).values()];
}

/** The artifact that a Kustomization reads; undefined: it reads something else, or nothing makes it. */
export function artifactOf(each: Reconciled, context: Context): Artifact | undefined {
  const source = sourceOf(each);
  return source.kind === 'ExternalArtifact' ? artifactsIn(context).get(keyOf(source)) : undefined;
}

function keyOf({ namespace, name }: Pick<Artifact, 'namespace' | 'name'>): string {
  return `${namespace}/${name}`;
}

function artifactsOf(generator: Rendered): Artifact[] {
  const spec = map(generator.object.spec);
  // What a pattern finds in the repository is not known here.
  if (spec.pathPattern !== undefined) return [];
  return maps(spec.artifacts).map(({ name, revision, copy }, index) => ({
    name: String(name),
    namespace: String(namespaceOf(generator)),
    generator,
    path: ['spec', 'artifacts', index],
    ofSource: revision !== undefined,
    folders: maps(copy).flatMap((each) => folderOf(each) ?? []),
  }));
}

/** Undefined: the copy changes paths or files, or leaves some out. */
function folderOf({ from, to, ...others }: Readonly<Record<string, unknown>>): string | undefined {
  const [, folder] = /^@[^/]+\/(.+)\/\*\*$/.exec(String(from)) ?? [];
  const isPlain = folder !== undefined && !/[*?[\]]/.test(folder) && Object.keys(others).length === 0;
  return isPlain && to === `@artifact/${folder}/` ? folder : undefined;
}
