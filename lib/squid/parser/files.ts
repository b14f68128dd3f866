import { readdirSync, readFileSync } from 'node:fs';
import { basename, dirname, isAbsolute, join } from 'node:path';
import { FOLDER, outside, unreadable } from './bounds';
import { decode } from './decode';
import { matchesGlob } from './glob';

/** What the parser reads: squid.conf, what it includes, and the lists that its ACLs name. */
export interface Files {
  /** The text of a file; undefined: it cannot be read. */
  read(path: string): string | undefined;
  /** The names in a folder, in any order; none if it cannot be read. */
  list(path: string): readonly string[];
  /** Why a file is not read, whether it is there or not; undefined: it may be. Default: every file may be. */
  refusal?(path: string): string | undefined;
}

/**
 * Files of this machine within some folders. A squid.conf under judgement chooses the paths, so it must not choose what
 * is printed of other files. A byte order mark stays: Squid does not skip it either.
 */
export function filesWithin(...folders: readonly string[]): Files {
  const refusal = (path: string) => outside(path, folders) ?? unreadable(path);
  return {
    refusal,
    read: (path) => attempt(() => (refusal(path) === undefined ? decode(readFileSync(path)) : undefined)),
    list: (path) => attempt(() => (outside(path, folders) === undefined ? readdirSync(path) : undefined)) ?? [],
  };
}

/** What is meant by a path that a squid.conf names. */
export interface Lookup {
  readonly files: Files;
  /** Folder of the squid.conf; relative paths are looked up from here. */
  readonly folder: string;
  /** Absolute paths are looked up below this folder. Default: they are taken as they are. */
  readonly root?: string;
}

/** The file that a path stands for here, whether it is there or not. */
function locate({ folder, root }: Lookup, path: string): string {
  if (!isAbsolute(path)) return join(folder, path);
  return root === undefined ? path : join(root, path);
}

/**
 * The text of a list, or why it is not read. One that is not where it will be installed may be in the folder of the squid.conf, under its own name:
 * that is how a repository keeps both.
 */
export function readList(lookup: Lookup, path: string): { readonly path: string; readonly text: string } | string {
  const candidates = [locate(lookup, path), join(lookup.folder, basename(path))];
  for (const candidate of candidates) {
    const text = lookup.files.read(candidate);
    if (text !== undefined) return { path: candidate, text };
  }
  return candidates.flatMap((candidate) => lookup.files.refusal?.(candidate) ?? [])[0] ?? 'cannot be read';
}

interface Matches {
  readonly files: readonly string[];
  /** Why what matches is not read, one reason for each. */
  readonly refusals: readonly string[];
}

/** The files that match a pattern of glob(7), sorted; a plain path that can be read matches itself. */
export function glob(lookup: Lookup, pattern: string): Matches {
  const { files } = lookup;
  const target = locate(lookup, pattern);
  const whole = files.refusal?.(target);
  if (whole !== undefined) return { files: [], refusals: [`${pattern} ${whole}`] };
  const matching = /[*?[]/.test(target) ? expand(files, target) : [target];
  const found = matching
    .filter((path) => files.read(path) !== undefined)
    .sort((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
  const refusals = matching.flatMap((path) => {
    const why = files.refusal?.(path);
    // A folder among the files that a pattern matches is skipped.
    return why === undefined || (why === FOLDER && found.length > 0) ? [] : [`${path} ${why}`];
  });
  return { files: found, refusals };
}

function expand(files: Files, pattern: string): string[] {
  const folder = dirname(pattern);
  const folders = /[*?[]/.test(folder) ? expand(files, folder) : [folder];
  const name = basename(pattern);
  if (!/[*?[]/.test(name)) return folders.map((parent) => join(parent, name));
  return folders.flatMap((parent) =>
    files
      .list(parent)
      .filter((entry) => matchesGlob(entry, name) && (name.startsWith('.') || !entry.startsWith('.')))
      .map((entry) => join(parent, entry)),
  );
}

function attempt<T>(action: () => T): T | undefined {
  try {
    return action();
  } catch {
    return undefined;
  }
}
