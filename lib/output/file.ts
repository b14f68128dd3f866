import type { Owner } from '../vocabulary';
import type { FileState } from './_state';

/** One generated file, before it is stamped. */
export interface OutputFile {
  /** Posix path relative to the output folder, for example `dist/base/client-a/guardrails/namespace.yaml`. */
  readonly path: string;
  /** The text without the header line; ends in a line break. */
  readonly content: string;
  /** The settings file that it comes from, for example `tenants/client-a.yaml`. */
  readonly source: string;
  /** Whose it is. */
  readonly owner: Owner;
  /** @default - npm run synth, which the header line names as what writes the file */
  readonly command?: `npm run ${string}`;
  /** @default - the file is ours alone, and anyone else's in its place is in the way */
  readonly replaceable?: Replaceable;
  /** What the file system said of the file when it had this content. @default - its content is compared */
  readonly state?: FileState;
  /**
   * What a reader gets of the content, not to be changed. A method of a class: a copy by `{ ...file }`, whose content may be
   * another, does not have it. @default - the content has to be parsed
   */
  documents?(): readonly object[];
}

/** A file in whose place another program's or the user's own may stand. */
export interface Replaceable {
  /** Returns what such a file lacks, or undefined if it may stay. */
  readonly lacks: (text: string) => string | undefined;
  /**
   * Path of a file that the same program writes: if that one is the program's and this one is missing, it was deleted,
   * and ours must not take its place.
   */
  readonly writtenWith?: string;
}
