import fs from 'node:fs';
import { join, posix } from 'node:path';
import { isTemporary, withDisk } from '../disk';
import { shown } from './_shown';
import { type FileState, isSameState, stateOf } from './_state';
import { inspect, sourceOf } from './header';
import type { PlannedFile, WritePlan } from './types';

interface Wanted {
  readonly roots: readonly string[];
  /** By path. */
  readonly wanted: ReadonlyMap<string, PlannedFile>;
  readonly neededFolders: ReadonlySet<string>;
  readonly covers: (path: string) => boolean;
  readonly observed: boolean;
}

type Comparison = Omit<WritePlan, 'outDir' | 'roots' | 'force'>;
type Listed = Omit<Comparison, 'states'>;
type Lists = { -readonly [List in keyof Listed]: Listed[List][number][] };

/** One walk over the roots that follows no link and reads each file at most once. */
export function compareWithDisk(outDir: string, wanted: Wanted): Comparison {
  return new Walk(outDir, wanted).compare();
}

class Walk {
  private readonly lists: Lists = {
    created: [],
    changed: [],
    unchanged: [],
    removed: [],
    conflicts: [],
    conflicted: [],
    leftAlone: [],
    leftovers: [],
    spareFolders: [],
  };
  private readonly states = new Map<string, FileState>();
  private readonly filesSeen = new Set<string>();
  /** Paths of files that someone else wrote in the place of ours, and that may stay. */
  private readonly replaced = new Set<string>();

  constructor(
    private readonly outDir: string,
    private readonly scope: Wanted,
  ) {}

  compare(): Comparison {
    for (const root of this.scope.roots) {
      const entry = withDisk(this.shown(root), 'be looked at', () =>
        fs.lstatSync(join(this.outDir, root), { throwIfNoEntry: false }),
      );
      if (entry) this.visit(root, entry);
    }
    for (const file of this.scope.wanted.values()) {
      const { path, replaceable } = file;
      if (this.filesSeen.has(path)) continue;
      if (replaceable?.writtenWith && this.replaced.has(replaceable.writtenWith))
        this.lists.conflicts.push({ path, is: 'deleted' });
      else this.lists.created.push(file);
    }
    const pathOf = (item: string | { readonly path: string }) => (typeof item === 'string' ? item : item.path);
    const byPath = (a: string | { readonly path: string }, b: string | { readonly path: string }) =>
      pathOf(a) < pathOf(b) ? -1 : 1;
    for (const list of Object.values(this.lists)) (list as (string | { path: string })[]).sort(byPath);
    return { ...this.lists, ...(this.scope.observed && { states: this.states }) };
  }

  private visit(path: string, entry: fs.Dirent | fs.Stats): void {
    if (entry.isDirectory()) this.visitFolder(path);
    else if (entry.isFile() && isTemporary(path)) this.lists.leftovers.push(path);
    else if (entry.isFile()) this.visitFile(path);
    else if (this.isNeeded(path)) {
      this.lists.conflicts.push({ path, is: entry.isSymbolicLink() ? 'link' : 'device' });
    } else if (this.scope.covers(path)) this.lists.leftAlone.push({ path, is: 'foreign' });
  }

  private visitFolder(path: string): void {
    if (this.scope.wanted.has(path)) {
      this.lists.conflicts.push({ path, is: 'folder' });
      return;
    }
    const needed = this.scope.neededFolders.has(path);
    const entries = this.reading(path, needed, () => fs.readdirSync(join(this.outDir, path), { withFileTypes: true }));
    if (!needed) this.lists.spareFolders.push(path);
    for (const entry of entries ?? []) this.visit(posix.join(path, entry.name), entry);
  }

  private visitFile(path: string): void {
    const file = this.scope.wanted.get(path);
    const needed = this.isNeeded(path);
    if (!needed && !this.scope.covers(path)) return;
    // Before it is read: a change in between shows in the next run.
    const stat = file && this.scope.observed && this.reading(path, needed, () => fs.lstatSync(join(this.outDir, path)));
    if (stat && file?.state && isSameState(stat, file.state)) {
      this.filesSeen.add(path);
      this.lists.unchanged.push(path);
      this.states.set(path, file.state);
      return;
    }
    const bytes = this.reading(path, needed, () => fs.readFileSync(join(this.outDir, path)));
    if (!bytes) return;
    if (file) this.filesSeen.add(path);
    if (file && bytes.equals(Buffer.from(file.text))) {
      this.lists.unchanged.push(path);
      const state = stat ? stateOf(stat, ['mtimeMs', 'ctimeMs']) : undefined;
      if (state) this.states.set(path, state);
      return;
    }
    const is = inspect(path, bytes);
    const before = bytes.toString();
    const lacks = is === 'foreign' ? file?.replaceable?.lacks(before) : undefined;
    if (is === 'foreign' && file?.replaceable && lacks === undefined) {
      this.replaced.add(path);
      this.lists.leftAlone.push({ path, is });
      return;
    }
    const isOurs = is === 'ours' || is === 'conflicted';
    if (file) {
      const { source, text, replaceable } = file;
      this.lists.changed.push({ path, source, text, replaceable, before });
    } else if (isOurs) this.lists.removed.push({ path, before });
    if (is === 'conflicted') this.lists.conflicted.push(path);
    if (isOurs) return;
    const source = is === 'edited' ? { source: sourceOf(before) } : {};
    if (needed) this.lists.conflicts.push({ path, is, ...source, ...(lacks !== undefined && { lacks }) });
    else this.lists.leftAlone.push({ path, is });
  }

  /** An unreadable file is an error only where we have to write; elsewhere it is unmanaged. */
  private reading<T>(path: string, needed: boolean, read: () => T): T | undefined {
    if (needed) return withDisk(this.shown(path), 'be read', read);
    try {
      return read();
    } catch {
      this.lists.leftAlone.push({ path, is: 'foreign' });
      return undefined;
    }
  }

  private isNeeded(path: string): boolean {
    return this.scope.wanted.has(path) || this.scope.neededFolders.has(path);
  }

  private shown(path: string): string {
    return shown(this.outDir, path);
  }
}
