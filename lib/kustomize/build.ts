import { posix } from 'node:path';
import { configMapHash } from '../config-map-hash';
import { EgressError } from '../errors';
import { isPreservedByKustomize } from '../lossless-text';
import { KUSTOMIZATION } from '../vocabulary';
import { copyJson, isMap, type JsonMap } from './_json';
import { inFolder, isWithin, readObjects } from './_read';
import { describeObject, effectiveNamespace, identity } from './identity';
import { parseLiteral } from './kustomization';
import { mergePatch } from './merge';
import { type Renamed, renameReferences } from './name-references';
import { inBuildOrder } from './order';
import { readKustomization } from './read-kustomization';
import type { ConfigMapGenerator, FileSource, KubeObject, KustomizationFile } from './types';

/** An object on its way through the build. */
interface Resource {
  readonly object: KubeObject;
  /** The file that it comes from. */
  readonly origin: string;
  /** From a generator, that of the base if it was replaced: its name gets a hash. */
  readonly generated: boolean;
}

type Resources = Map<string, Resource>;

/** An object of a build. */
export interface Built {
  readonly object: KubeObject;
  /** The file that holds the whole of it, or the kustomization.yaml that generates it. */
  readonly origin: string;
}

/**
 * What `kubectl kustomize` makes of a folder: the objects, in its order. Of a kustomization.yaml it knows what we write
 * (see `KustomizationFile`) and refuses the rest. The time it takes grows with the number of objects.
 *
 * @param files what the folder and all that it names hold; a file's objects may stand in for its text
 * @param folder posix path from the files' root, for example `dist/overlays/development`
 * @throws EgressError 2 when the folder has no kustomization.yaml; 1, with the file's name, when it does not build
 */
export function build(files: FileSource, folder: string): KubeObject[] {
  return buildWithOrigins(files, folder).map(({ object }) => object);
}

/** The same, with the file that each object comes from. */
export function buildWithOrigins(files: FileSource, folder: string): Built[] {
  const root = inFolder('.', folder);
  if (!readKustomization(files, root)) {
    throw new EgressError(`${posix.join(root, KUSTOMIZATION)}: there is no such file`, 2);
  }
  const resources = [...accumulate(files, root, []).values()];
  const renamed: Renamed[] = [];
  const objects = resources.map(({ object, generated }) => {
    if (generated) {
      const { name } = object.metadata;
      const hashed = `${name}-${configMapHash(object)}`;
      renamed.push({ namespace: effectiveNamespace(object), from: name, to: hashed });
      (object.metadata as { name: string }).name = hashed;
    }
    return object;
  });
  renameReferences(objects, renamed);
  for (const object of objects) dropEmptyAnnotations(object);
  refuseDuplicates(resources);
  const origins = new Map(resources.map(({ object, origin }) => [object, origin]));
  return inBuildOrder(objects).map((object) => ({ object, origin: origins.get(object) ?? '' }));
}

/** @param chain the folders that led here, the outermost first */
function accumulate(files: FileSource, folder: string, chain: readonly string[]): Resources {
  const path = posix.join(folder, KUSTOMIZATION);
  const content = readKustomization(files, folder) as KustomizationFile;
  const resources: Resources = new Map();
  for (const entry of content.resources ?? []) {
    for (const resource of load(files, folder, entry, [...chain, folder])) add(resources, resource, path);
  }
  for (const generator of content.configMapGenerator ?? []) generate(resources, generator, path);
  for (const { path: entry } of content.patches ?? []) {
    const file = inside(folder, entry, path, 'patches');
    const patches = readObjects(files, file);
    if (!patches) throw new EgressError(`${path}: patches: ${file}: there is no such file`, 1);
    for (const patch of patches) applyPatch(resources, patch, file);
  }
  return content.namespace === undefined ? resources : inNamespace(resources, content.namespace, path);
}

/** What kustomize makes of Secrets; of other kinds it rewrites more than their own namespace. */
function inNamespace(resources: Resources, namespace: string, path: string): Resources {
  const moved: Resources = new Map();
  for (const resource of resources.values()) {
    const { object } = resource;
    if (object.apiVersion !== 'v1' || object.kind !== 'Secret')
      throw new EgressError(
        `${path}: namespace: is only supported for Secrets, and not for ${describeObject(object)}`,
        1,
      );
    (object.metadata as { namespace?: string }).namespace = namespace;
    add(moved, resource, path);
  }
  return moved;
}

function load(files: FileSource, folder: string, entry: string, chain: readonly string[]): Iterable<Resource> {
  const path = posix.join(folder, KUSTOMIZATION);
  const target = inFolder(folder, entry);
  if (entry.startsWith('/')) throw new EgressError(`${path}: resources: ${entry}: is not relative`, 1);
  if (files.get(target) !== undefined) {
    const file = inside(folder, entry, path, 'resources');
    const objects = readObjects(files, file) as readonly KubeObject[];
    return objects.map((object) => ({
      object: copyJson(object as unknown as JsonMap) as unknown as KubeObject,
      origin: file,
      generated: false,
    }));
  }
  const visited = chain.find((ancestor) => isWithin(target, ancestor));
  if (visited) throw new EgressError(`${path}: resources: ${entry}: a cycle: ${target} contains ${visited}`, 1);
  if (!readKustomization(files, target)) {
    throw new EgressError(
      `${path}: resources: ${entry}: there is neither a file ${target} nor a folder with a ${KUSTOMIZATION}`,
      1,
    );
  }
  return accumulate(files, target, chain).values();
}

/** kustomize reads no file outside the folder that names it; other folders it does. */
function inside(folder: string, entry: string, path: string, field: string): string {
  const file = inFolder(folder, entry);
  if (entry.startsWith('/') || !isWithin(folder, file)) {
    throw new EgressError(`${path}: ${field}: ${entry}: is a file outside ${folder}; kustomize does not read it`, 1);
  }
  return file;
}

function add(resources: Resources, resource: Resource, path: string): void {
  const id = identity(resource.object);
  const known = resources.get(id);
  if (known) {
    const origins = known.origin === resource.origin ? known.origin : `${known.origin} and ${resource.origin}`;
    throw new EgressError(`${path}: ${describeObject(resource.object)} is there twice: ${origins}`, 1);
  }
  resources.set(id, resource);
}

function generate(resources: Resources, generator: ConfigMapGenerator, path: string): void {
  const data = new Map<string, string>();
  for (const text of generator.literals ?? []) {
    const [key, value] = parseLiteral(text);
    const refuse = (what: string) =>
      new EgressError(`${path}: configMapGenerator ${generator.name}: ${key} ${what}`, 1);
    if (data.has(key)) throw refuse('is there twice');
    if (!isPreservedByKustomize(value))
      throw refuse(`has a character that kustomize does not keep: ${JSON.stringify(value)}`);
    data.set(key, value);
  }
  const { name, namespace, options } = generator;
  const object = {
    apiVersion: 'v1',
    kind: 'ConfigMap',
    metadata: {
      name,
      ...(namespace ? { namespace } : {}),
      ...(options?.annotations ? { annotations: options.annotations } : {}),
    },
    ...(data.size > 0 ? { data: Object.fromEntries(data) } : {}),
  };
  const known = resources.get(identity(object));
  if (generator.behavior !== 'replace') {
    add(resources, { object, origin: path, generated: true }, path);
    return;
  }
  if (!known) {
    throw new EgressError(
      `${path}: configMapGenerator ${describeObject(object)}: there is nothing to replace; a base must generate it, in the same namespace`,
      1,
    );
  }
  // The replaced one's labels and annotations stay.
  const annotations = { ...known.object.metadata.annotations, ...options?.annotations };
  Object.assign(object.metadata, known.object.metadata, Object.keys(annotations).length > 0 ? { annotations } : {});
  resources.set(identity(object), { object, origin: path, generated: known.generated });
}

function applyPatch(resources: Resources, patch: KubeObject, file: string): void {
  const id = identity(patch);
  const target = resources.get(id);
  if (!target) throw new EgressError(`${file}: patches ${describeObject(patch)}, which is not there`, 1);
  try {
    const { name, namespace } = target.object.metadata;
    const merged = mergePatch(target.object as unknown as JsonMap, copyJson(patch as unknown as JsonMap));
    if (!merged) {
      resources.delete(id);
      return;
    }
    const { namespace: _, ...metadata } = isMap(merged.metadata) ? merged.metadata : ({} as JsonMap);
    merged.metadata = { ...metadata, name, ...(namespace ? { namespace } : {}) };
    resources.set(id, { ...target, object: merged as unknown as KubeObject });
  } catch (error) {
    if (!(error instanceof EgressError)) throw error;
    throw new EgressError(`${file}: ${describeObject(patch)}: ${error.message}`, 1);
  }
}

function dropEmptyAnnotations({ metadata }: KubeObject): void {
  const { annotations } = metadata;
  if (annotations === null || (isMap(annotations) && Object.keys(annotations).length === 0)) {
    delete (metadata as { annotations?: unknown }).annotations;
  }
}

/** A hash can make a name that another object has already. */
function refuseDuplicates(resources: readonly Resource[]): void {
  const seen: Resources = new Map();
  for (const resource of resources) add(seen, resource, resource.origin);
}
