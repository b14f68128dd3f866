import { posix } from 'node:path';
import { CLUSTERS, CODE_OWNERS, DIST } from '../vocabulary';
import { compareWithDisk } from './_compare';
import { formatOf } from './_formats';
import { refusePathCollisions } from './collisions';
import type { OutputFile, Replaceable } from './file';
import { type Ownership, stamp } from './header';

/**
 * What `synth` fills below the output folder: what Flux applies, after it what tells Flux to, and one file for forges,
 * in a folder with files of others.
 */
export const SYNTH_ROOTS = [DIST, CLUSTERS, CODE_OWNERS] as const;
/** What `schema` fills. */
export const SCHEMA_ROOTS = ['schemas'] as const;

export interface WriteOptions {
  /** The folders, and single files, of the output folder that are ours to fill, in the order in which they are written. */
  readonly roots: readonly string[];
  /**
   * The files of a partial run. Others are neither written nor removed.
   * @default - all
   */
  readonly covers?: (path: string) => boolean;
  /** @default false - what is in the way is a conflict, not replaced */
  readonly force?: boolean;
}

export interface PlannedFile {
  readonly path: string;
  readonly source: string;
  /** With its header line. */
  readonly text: string;
  readonly replaceable?: Replaceable;
}

/** Something of somebody else's where a file, or a folder for it, has to be. */
export interface Conflict {
  readonly path: string;
  readonly is: Exclude<Ownership, 'ours'> | 'link' | 'folder' | 'device' | 'deleted';
  /** What a file that is not ours lacks to stay in the place of ours. */
  readonly lacks?: string;
  /** The settings file to change instead; undefined: what is in the way was never ours. */
  readonly source?: string;
}

export interface LeftAlone {
  readonly path: string;
  readonly is: Exclude<Ownership, 'ours'>;
}

/** What a run would do, each list sorted by path. */
export interface WritePlan {
  readonly outDir: string;
  readonly roots: readonly string[];
  readonly force: boolean;
  /** Not there yet, or there is something else than a file. */
  readonly created: readonly PlannedFile[];
  /** There with other bytes, `before`. */
  readonly changed: readonly (PlannedFile & { readonly before: string })[];
  readonly unchanged: readonly string[];
  /** Ours, and no longer written. */
  readonly removed: readonly { readonly path: string; readonly before: string }[];
  readonly conflicts: readonly Conflict[];
  readonly leftAlone: readonly LeftAlone[];
  /** Temporary files of a run that was killed, or of one that is writing just now. */
  readonly leftovers: readonly string[];
  /** Folders on the disk that no written file needs; the empty ones of them go. */
  readonly spareFolders: readonly string[];
}

/** Whether a path is below a folder, or is the single file. */
function isIn(root: string, path: string): boolean {
  return path.startsWith(`${root}/`) || (path === root && formatOf(root) !== undefined);
}

/**
 * Compares the files with what is on the disk, and changes nothing.
 * @param files all that the settings ask for, those outside a partial run's scope too
 * @throws EgressError code 1 for files that collide, code 2 for what cannot be read
 */
export function planWrite(outDir: string, files: readonly OutputFile[], options: WriteOptions): WritePlan {
  const { roots, covers = () => true, force = false } = options;
  for (const { path } of files) {
    if (path !== posix.normalize(path) || !roots.some((root) => isIn(root, path))) {
      throw new Error(`${path}: is not a path below ${roots.join(', ')}`);
    }
  }
  refusePathCollisions(files);
  const wanted = new Map<string, PlannedFile>();
  const neededFolders = new Set<string>();
  for (const file of files) {
    for (let folder = posix.dirname(file.path); folder !== '.'; folder = posix.dirname(folder)) {
      if (neededFolders.has(folder)) break;
      neededFolders.add(folder);
    }
    const { path, source, replaceable } = file;
    if (covers(path)) wanted.set(path, { path, source, text: stamp(file), ...(replaceable && { replaceable }) });
  }
  return { outDir, roots, force, ...compareWithDisk(outDir, { roots, wanted, neededFolders, covers }) };
}
