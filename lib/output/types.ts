import type { FileState } from './_state';
import type { Replaceable } from './file';
import type { Ownership } from './header';

export interface PlannedFile {
  readonly path: string;
  readonly source: string;
  /** With its header line. */
  readonly text: string;
  readonly replaceable?: Replaceable;
  readonly state?: FileState;
}

/** An unmanaged file or folder in the place of a file, or of its folder. */
export interface Conflict {
  readonly path: string;
  readonly is: Exclude<Ownership, 'ours' | 'conflicted'> | 'link' | 'folder' | 'device' | 'deleted';
  /** What a file that is not ours lacks to stay in the place of ours. */
  readonly lacks?: string;
  /** The settings file to change instead; undefined: what is in the way was never ours. */
  readonly source?: string;
}

interface LeftAlone {
  readonly path: string;
  readonly is: Exclude<Ownership, 'ours' | 'conflicted'>;
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
  /** Paths of ours among those changed and removed in which git left a merge conflict. */
  readonly conflicted: readonly string[];
  readonly leftAlone: readonly LeftAlone[];
  /** Temporary files of a run that was killed, or of one that is writing just now. */
  readonly leftovers: readonly string[];
  /** By path, of files that have the content they are to have: what the file system said of them then. @default - not asked for */
  readonly states?: Map<string, FileState>;
  /** Folders on the disk that no written file needs; the empty ones of them go. */
  readonly spareFolders: readonly string[];
}
