import { posix } from 'node:path';
import { CLUSTERS, CODE_OWNERS, DIST } from '../vocabulary';
import { compareWithDisk } from './_compare';
import { formatOf } from './_formats';
import type { FileState } from './_state';
import { refusePathCollisions } from './collisions';
import type { OutputFile, Replaceable } from './file';
import { stamp } from './header';
import type { PlannedFile, WritePlan } from './types';

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
  /** @default false - nothing is noted of the state of files */
  readonly observed?: boolean;
}

/**
 * Stamped each time that its text is asked for: not for a file that the disk is known to have, and once, when it is written,
 * for one that is not there. Thousands of tenants would otherwise have all texts in memory twice.
 */
class Planned implements PlannedFile {
  readonly path: string;
  readonly source: string;
  readonly replaceable?: Replaceable;
  readonly state?: FileState;

  constructor(private readonly file: OutputFile) {
    this.path = file.path;
    this.source = file.source;
    this.replaceable = file.replaceable;
    this.state = file.state;
  }

  get text(): string {
    return stamp(this.file);
  }
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
  const { roots, covers = () => true, force = false, observed = false } = options;
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
    if (covers(file.path)) wanted.set(file.path, new Planned(file));
  }
  return { outDir, roots, force, ...compareWithDisk(outDir, { roots, wanted, neededFolders, covers, observed }) };
}
