import { posix } from 'node:path';
import { EgressError } from '../errors';
import { describe, objectKey } from '../kustomize/identity';
import type { OutputFile } from './file';

/** One rendered object, and the file that it is written to. */
export interface WrittenObject {
  /** Posix path of the file, relative to the output folder. */
  readonly path: string;
  readonly apiVersion: string;
  readonly kind: string;
  /** @default - the object is cluster-wide */
  readonly namespace?: string;
  readonly name: string;
  /** The settings file that it comes from. */
  readonly source: string;
  /** @default false - a whole object, not a patch for one */
  readonly patch?: boolean;
}

/**
 * Refuses two files of one path (on a disk that ignores case or Unicode form too), and a file where another needs a
 * folder.
 * @throws EgressError code 1, with one line for each, naming both sources
 */
export function refusePathCollisions(files: readonly OutputFile[]): void {
  const seen = new Map<string, { readonly exact: string; readonly folder: boolean; readonly file: OutputFile }>();
  // Most files share their folder with others.
  const folders = new Set<string>();
  const lines: string[] = [];
  for (const file of files) {
    const { path } = file;
    const parent = path.slice(0, path.lastIndexOf('/'));
    for (let end = folders.has(parent) ? -1 : path.indexOf('/'); ; end = path.indexOf('/', end + 1)) {
      const folder = end >= 0;
      const exact = folder ? path.slice(0, end) : path;
      const key = isPlain(exact) ? exact : exact.normalize('NFC').toLowerCase();
      const other = seen.get(key);
      if (!other) seen.set(key, { exact, folder, file });
      else if (!(folder && other.folder && exact === other.exact)) {
        lines.push(collision(file, other.file, exact === other.exact));
        break;
      }
      if (!folder) break;
      if (exact === parent) folders.add(parent);
    }
  }
  refuse(lines);
}

/** Whether no disk takes it for another text. */
function isPlain(path: string): boolean {
  return /^[a-z0-9./_-]*$/.test(path);
}

function collision(file: OutputFile, other: OutputFile, exact: boolean): string {
  if (file.path === other.path) return `${file.path}: would be written for both ${other.source} and ${file.source}`;
  const reason = exact ? 'one is a folder of the other' : 'they differ only by case';
  return `${file.path} (from ${file.source}) and ${other.path} (from ${other.source}) cannot both be written: ${reason}`;
}

/**
 * Refuses two objects of one identity (API group, kind, namespace, name) in one kustomize build. Patches count for
 * nothing.
 * @param buildOf what a file is built with
 *   @default - its folder
 * @throws EgressError code 1, with one line for each, naming both sources
 */
export function refuseObjectCollisions(
  objects: readonly WrittenObject[],
  buildOf: (path: string) => string = posix.dirname,
): void {
  const seen = new Map<string, WrittenObject>();
  const lines: string[] = [];
  for (const object of objects) {
    if (object.patch) continue;
    const build = buildOf(object.path);
    const { apiVersion, kind, namespace, name } = object;
    const key = `${build} ${objectKey({ apiVersion, kind, metadata: { namespace, name } })}`;
    const other = seen.get(key);
    if (!other) seen.set(key, object);
    else {
      const first = `${other.path} (from ${other.source})`;
      lines.push(`${build}: ${describe(object)} is in both ${first} and ${object.path} (from ${object.source})`);
    }
  }
  refuse(lines);
}

function refuse(lines: readonly string[]): void {
  if (lines.length > 0) throw new EgressError([...lines].sort().join('\n'), 1);
}
