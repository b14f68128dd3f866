import type { FileState, WrittenObject } from '../output';
import type { Owner } from '../vocabulary';

/** A file that was written, and what the file system said of it then. */
export interface KnownFile {
  readonly path: string;
  readonly source: string;
  readonly owner: Owner;
  /** Undefined: it changed too recently to be sure. */
  readonly state?: FileState;
}

export interface KnownOutput {
  readonly files: readonly KnownFile[];
  /** By environment. */
  readonly objects: ReadonlyMap<string, readonly WrittenObject[]>;
}

// A thousand tenants have thirty thousand files and as many objects. A few long texts are read in a fraction of the time
// that as many small objects take.

const STATE = ['size', 'ino', 'mtimeMs', 'ctimeMs'] as const;

/** {@link KnownOutput} as it is kept. */
export interface PackedOutput {
  /** Lines: the paths. */
  readonly paths: string;
  readonly sources: readonly string[];
  readonly owners: readonly Owner[];
  /** For each file, the positions of its source and its owner. */
  readonly places: Uint16Array;
  /** For each file, its state; without one, not a number. */
  readonly states: Float64Array;
  /** By environment, for each object a line. */
  readonly objects: ReadonlyMap<string, string>;
}

export function pack({ files, objects }: KnownOutput): PackedOutput {
  const sources = [...new Set(files.map(({ source }) => source))];
  const owners = [...new Map(files.map(({ owner }) => [JSON.stringify(owner), owner])).values()];
  const ownerAt = new Map(owners.map((owner, index) => [JSON.stringify(owner), index]));
  return {
    paths: files.map(({ path }) => path).join('\n'),
    sources,
    owners,
    places: Uint16Array.from(
      files.flatMap(({ source, owner }) => [sources.indexOf(source), ownerAt.get(JSON.stringify(owner)) ?? 0]),
    ),
    states: Float64Array.from(files.flatMap(({ state }) => STATE.map((key) => state?.[key] ?? Number.NaN))),
    objects: new Map([...objects].map(([environment, all]) => [environment, all.map(lineOf).join('\n')])),
  };
}

export function unpack({ paths, sources, owners, places, states, objects }: PackedOutput): KnownOutput {
  return {
    files: paths.split('\n').map((path, index): KnownFile => {
      const [size = 0, ino = 0, mtimeMs = 0, ctimeMs = 0] = states.subarray(index * STATE.length);
      return {
        path,
        source: sources[places[index * 2] ?? 0] as string,
        owner: owners[places[index * 2 + 1] ?? 0] as Owner,
        ...(Number.isNaN(size) ? {} : { state: { size, ino, mtimeMs, ctimeMs } }),
      };
    }),
    objects: new Map([...objects].map(([environment, lines]) => [environment, lines.split('\n').map(objectOf)])),
  };
}

/** No name of these has a tab or a line break in it. */
function lineOf({ path, apiVersion, kind, namespace = '', name, source }: WrittenObject): string {
  return [path, apiVersion, kind, namespace, name, source].join('\t');
}

function objectOf(line: string): WrittenObject {
  const [path = '', apiVersion = '', kind = '', namespace = '', name = '', source = ''] = line.split('\t');
  return { path, apiVersion, kind, name, source, ...(namespace === '' ? {} : { namespace }) };
}
