import fs from 'node:fs';
import { join, posix, relative } from 'node:path';
import { replaceFiles, temporaryPath, withDisk } from '../disk';
import { removeOrder, writeOrder } from './_order';
import { shown } from './_shown';
import { stateOf } from './_state';
import { refuseConflicts } from './conflicts';
import type { PlannedFile, WritePlan } from './types';

/**
 * Carries out the plan. All new texts are on the disk before the first file is replaced, so that a full disk or a
 * folder that cannot be written changes nothing; then each file is replaced by a rename. The caller holds the lock.
 * @param renew called between changes: keeps the lock alive
 * @throws EgressError code 1 for files in the way, code 2 for what the disk refuses
 */
export function applyWrite(plan: WritePlan, renew: () => void = () => {}): void {
  refuseConflicts(plan);
  const step = (path: string, verb: string, run: () => void) => {
    renew();
    withDisk(shown(plan.outDir, path), verb, run);
  };
  const full = (path: string) => join(plan.outDir, path);
  const remove = (path: string, recursive = false) =>
    step(path, 'be removed', () => fs.rmSync(full(path), { force: true, recursive }));
  /** Files as they were written, before the rename. */
  const written = new Map<string, fs.Stats>();
  /** Only the file that was written, with no other content since, has a known state. */
  const observe = (path: string) => {
    const [before, now] = [written.get(path), fs.lstatSync(full(path))];
    const isSame = before?.ino === now.ino && before.size === now.size && before.mtimeMs === now.mtimeMs;
    const state = isSame ? stateOf(now, ['mtimeMs']) : undefined;
    if (state) plan.states?.set(path, state);
  };
  for (const path of plan.leftovers) remove(path);
  const files: readonly PlannedFile[] = [...plan.created, ...plan.changed];
  const cleared = new Set(obstacles(plan, files));
  for (const path of cleared) remove(path, true);
  try {
    replaceFiles(
      writeOrder(plan.roots, files, ({ text }) => text).map((file) => new Placed(full(file.path), file)),
      (absolute, verb, run) => {
        const path = relative(plan.outDir, absolute);
        step(path, verb, run);
        if (!plan.states) return;
        if (verb === 'be replaced') observe(path);
        else written.set(path, fs.lstatSync(temporaryPath(absolute)));
      },
    );
  } catch (error) {
    removeEmpty(plan.outDir, foldersOf(plan.created));
    throw error;
  }
  for (const { path } of removeOrder(plan.roots, plan.removed, ({ before }) => before)) {
    if (!cleared.has(path)) remove(path);
  }
  removeEmpty(plan.outDir, plan.spareFolders);
}

/** A file at its place on the disk. */
class Placed {
  constructor(
    readonly path: string,
    private readonly file: PlannedFile,
  ) {}

  get text(): string {
    return this.file.text;
  }
}

/** What a rename would not replace: a folder where a file has to be, anything else where a folder has to be. */
function obstacles(plan: WritePlan, files: readonly PlannedFile[]): string[] {
  const folders = new Set(foldersOf(files));
  const folderInTheWay = plan.conflicts.filter(({ is }) => is === 'folder');
  const inFolderPlace = [...plan.conflicts, ...plan.removed].filter(({ path }) => folders.has(path));
  return [...folderInTheWay, ...inFolderPlace].map(({ path }) => path);
}

/** All folders above the files. */
function foldersOf(files: readonly PlannedFile[]): string[] {
  const folders = new Set<string>();
  for (const { path } of files) {
    for (let folder = posix.dirname(path); folder !== '.' && !folders.has(folder); folder = posix.dirname(folder)) {
      folders.add(folder);
    }
  }
  return [...folders];
}

/** Deepest first. A folder that is not empty, or that will not go, does no harm. */
function removeEmpty(outDir: string, folders: readonly string[]): void {
  for (const folder of [...folders].sort().reverse()) {
    try {
      fs.rmdirSync(join(outDir, folder));
    } catch {}
  }
}
