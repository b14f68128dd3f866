import fs from 'node:fs';
import { join, posix, relative } from 'node:path';
import { replaceFiles, withDisk } from '../disk';
import { removeOrder, writeOrder } from './_order';
import { shown } from './_shown';
import { stateOf } from './_state';
import { refuseConflicts } from './conflicts';
import type { PlannedFile, WritePlan } from './types';

/**
 * Carries out the plan. All new texts are on the disk before the first file is replaced, so that a full disk or a
 * folder that cannot be written changes nothing; then each file is replaced by a rename. The caller holds the lock.
 * @param renew called between changes: keeps the lock alive
 * @param counted is called for each file that is created or changed
 * @throws EgressError code 1 for files in the way, code 2 for what the disk refuses
 */
export function applyWrite(
  plan: WritePlan,
  renew: () => void = () => {},
  counted?: (done: number, all: number) => void,
): void {
  refuseConflicts(plan);
  const step = (path: string, verb: string, run: () => void) => {
    renew();
    withDisk(shown(plan.outDir, path), verb, run);
  };
  const full = (path: string) => join(plan.outDir, path);
  const remove = (path: string, recursive = false) =>
    step(path, 'be removed', () => fs.rmSync(full(path), { force: true, recursive }));
  const noteState = (path: string, stat: fs.Stats) => {
    // The rename has changed its other time.
    const state = stateOf(stat, ['mtimeMs']);
    if (state) plan.states?.set(path, state);
  };
  for (const path of plan.leftovers) remove(path);
  const files: readonly PlannedFile[] = [...plan.created, ...plan.changed];
  const cleared = new Set(obstacles(plan, files));
  for (const path of cleared) remove(path, true);
  let done = 0;
  try {
    replaceFiles(
      writeOrder(plan.roots, files, ({ text }) => text).map((file) => ({
        path: full(file.path),
        // Stamped when it is written.
        get text() {
          counted?.(++done, files.length);
          return file.text;
        },
      })),
      (path, verb, run) => step(relative(plan.outDir, path), verb, run),
      plan.states && ((path, stat) => noteState(relative(plan.outDir, path), stat)),
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
