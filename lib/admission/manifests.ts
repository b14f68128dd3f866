import { lstatSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';
import { isMap, parseAllDocuments } from 'yaml';
import { list as asList, map as asMap } from '../data';
import { withDisk } from '../disk';
import { EgressError } from '../errors';
import { build, filesOnDisk, type KubeObject, selfContained } from '../kustomize';
import { nestsTooDeep } from '../settings/yaml-depth';
import { KUSTOMIZATION, KUSTOMIZE_FILES } from '../vocabulary';

/** An object of a user's file. */
export interface Manifest {
  readonly object: KubeObject;
  /** As it was given, or below the folder that was given. */
  readonly file: string;
  /** Of a value in it, or of the nearest one above; undefined: the object was built. */
  readonly locate?: (path: readonly (string | number)[]) => { readonly line: number; readonly column: number };
}

/** Something that cannot be judged. */
interface ManifestFault {
  readonly file: string;
  readonly line: number;
  readonly column: number;
  readonly message: string;
}

interface Manifests {
  readonly manifests: readonly Manifest[];
  readonly faults: readonly ManifestFault[];
  /** Kustomize files that Flux would not read, since the repository of the tenant is applied as it stands. */
  readonly ignored: readonly string[];
}

const STDIN = '-';

/**
 * The objects of files and folders, as Flux would apply them.
 *
 * @param isBuilt whether a folder with a kustomization.yaml is built; otherwise its files are taken as they are
 * @throws EgressError 2 for a path that cannot be read; 1 for a folder that does not build
 */
export function readManifests(paths: readonly string[], isBuilt: boolean): Manifests {
  const all: Manifest[] = [];
  const faults: ManifestFault[] = [];
  const ignored: string[] = [];
  const read = (file: string) => {
    const name = file === STDIN ? 'stdin' : file;
    const text = withDisk(name, 'be read', () => readFileSync(file === STDIN ? 0 : file, 'utf8'));
    const found = objectsIn(name, text);
    all.push(...found.manifests);
    faults.push(...found.faults);
  };
  const visit = (path: string) => {
    const entries = withDisk(path, 'be read', () => readdirSync(path, { withFileTypes: true }));
    const kustomize = entries.find(({ name }) => KUSTOMIZE_FILES.includes(name));
    if (kustomize && isBuilt) {
      const objects = build(filesOnDisk(path), '.');
      all.push(...objects.map((object) => ({ object, file: join(path, KUSTOMIZATION) })));
      return;
    }
    if (kustomize) ignored.push(join(path, kustomize.name));
    for (const entry of [...entries].sort((a, b) => (a.name < b.name ? -1 : 1))) {
      const below = join(path, entry.name);
      if (entry.isDirectory() && !entry.name.startsWith('.')) visit(below);
      else if (
        entry.isFile() &&
        /\.(ya?ml|json)$/.test(entry.name) &&
        entry !== kustomize &&
        !entry.name.startsWith('.')
      )
        read(below);
    }
  };
  for (const path of paths) {
    if (path !== STDIN && !lstatSync(path, { throwIfNoEntry: false }))
      throw new EgressError(`${path}: there is no such file or folder`, 2);
    if (path !== STDIN && statSync(path).isDirectory()) visit(path);
    else if (KUSTOMIZE_FILES.includes(basename(path))) ignored.push(path);
    else read(path);
  }
  return { manifests: all, faults, ignored };
}

function objectsIn(file: string, text: string): Pick<Manifests, 'manifests' | 'faults'> {
  const manifests: Manifest[] = [];
  const faults: ManifestFault[] = [];
  const starts = [0, ...[...text.matchAll(/\n/g)].map(({ index }) => index + 1)];
  const placeOf = (offset: number) => {
    const line = starts.filter((start) => start <= offset).length;
    return { line, column: offset - (starts[line - 1] ?? 0) + 1 };
  };
  if (nestsTooDeep(text)) return { manifests, faults: [{ file, line: 1, column: 1, message: 'is nested too deeply' }] };
  for (const document of parseAllDocuments(text, { merge: true, prettyErrors: false, logLevel: 'silent' })) {
    const fault = (offset: number, message: string) => faults.push({ file, ...placeOf(offset), message });
    const [error] = document.errors;
    if (error) {
      fault(error.pos[0], `is not valid YAML: ${error.message.split('\n')[0]}`);
      continue;
    }
    const { contents } = document;
    if (contents === null) continue;
    const start = contents.range?.[0] ?? 0;
    const circle = selfContained(document);
    if (circle) {
      fault(circle.range?.[0] ?? start, `*${circle.source} contains itself`);
      continue;
    }
    let data: unknown;
    try {
      data = document.toJS({ maxAliasCount: 100 });
    } catch {
      fault(start, 'has too many aliases');
      continue;
    }
    if (data === null) continue;
    const locate = (path: readonly (string | number)[]) => {
      for (let length = path.length; length > 0; length--) {
        const node = document.getIn(path.slice(0, length), true) as { range?: readonly number[] } | undefined;
        const offset = keyOffset(document.getIn(path.slice(0, length - 1), true), path[length - 1]) ?? node?.range?.[0];
        if (offset !== undefined) return placeOf(offset);
      }
      return placeOf(start);
    };
    const { kind: of, items } = asMap(data);
    const isList = typeof of === 'string' && of.endsWith('List') && Array.isArray(items);
    const objects = isList ? asList(items) : [data];
    for (const [index, object] of objects.entries()) {
      const above = isList ? ['items', index] : [];
      const { apiVersion, kind, metadata } = asMap(object);
      if (typeof apiVersion === 'string' && typeof kind === 'string' && typeof asMap(metadata).name === 'string')
        manifests.push({ object: object as KubeObject, file, locate: (path) => locate([...above, ...path]) });
      else
        faults.push({
          file,
          ...locate(above),
          message: 'is not a Kubernetes object (expected apiVersion, kind and metadata.name)',
        });
    }
  }
  return { manifests, faults };
}

function keyOffset(parent: unknown, step: string | number | undefined): number | undefined {
  if (!isMap(parent)) return undefined;
  const pair = parent.items.find(({ key }) => asMap(key).value === step);
  return (asMap(pair?.key).range as readonly number[] | undefined)?.[0];
}
