import fs from 'node:fs';
import { join, posix } from 'node:path';
import { errorCode, shown, withDisk } from './_disk';
import { removeOrder, writeOrder } from './_order';
import { temporaryPath } from './_temporary';
import { refuseConflicts } from './conflicts';
import type { PlannedFile, WritePlan } from './plan';

/**
 * Does what the plan says. All new texts are on the disk before the first file is replaced, so that a full disk or a
 * folder that cannot be written changes nothing; then each file is replaced by a rename. The caller holds the lock.
 * @param renew called between changes: keeps the lock alive
 * @throws EgressError code 1 for files in the way, code 2 for what the disk refuses
 */
export function applyWrite(plan: WritePlan, renew: () => void = () => {}): void {
  refuseConflicts(plan);
  const disk = new Disk(plan.outDir, renew);
  for (const path of plan.leftovers) disk.remove(path);
  const files: readonly PlannedFile[] = [...plan.created, ...plan.changed];
  const ordered = writeOrder(plan.roots, files, ({ text }) => text);
  const cleared = new Set(obstacles(plan, files));
  for (const path of cleared) disk.clear(path);
  try {
    for (const file of ordered) disk.stage(file.path, file.text);
    for (const file of ordered) disk.publish(file.path);
  } catch (error) {
    disk.unstage();
    removeEmpty(plan.outDir, foldersOf(plan.created));
    throw error;
  }
  for (const { path } of removeOrder(plan.roots, plan.removed, ({ before }) => before)) {
    if (!cleared.has(path)) disk.remove(path);
  }
  removeEmpty(plan.outDir, plan.spareFolders);
}

class Disk {
  private readonly folders = new Set<string>();
  private readonly staged = new Set<string>();

  constructor(
    private readonly outDir: string,
    private readonly renew: () => void,
  ) {}

  // Without fsync: a killed process loses nothing that it wrote, and thousands of them would take minutes.
  stage(path: string, text: string): void {
    const folder = posix.dirname(path);
    this.do(path, 'be written', () => {
      if (!this.folders.has(folder)) fs.mkdirSync(join(this.outDir, folder), { recursive: true });
      this.folders.add(folder);
      this.staged.add(path);
      fs.writeFileSync(join(this.outDir, temporaryPath(path)), text, { flag: 'wx' });
    });
  }

  publish(path: string): void {
    this.do(path, 'be replaced', () => fs.renameSync(join(this.outDir, temporaryPath(path)), join(this.outDir, path)));
    this.staged.delete(path);
  }

  remove(path: string): void {
    this.do(path, 'be removed', () => {
      try {
        fs.unlinkSync(join(this.outDir, path));
      } catch (error) {
        if (errorCode(error) !== 'ENOENT') throw error;
      }
    });
  }

  /** A folder with all that is in it; of a link, only the link. */
  clear(path: string): void {
    this.do(path, 'be removed', () => fs.rmSync(join(this.outDir, path), { force: true, recursive: true }));
  }

  /** After an error, which is the one to report. */
  unstage(): void {
    for (const path of this.staged) {
      try {
        fs.rmSync(join(this.outDir, temporaryPath(path)), { force: true });
      } catch {
        // The next run removes it.
      }
    }
  }

  private do(path: string, verb: string, run: () => void): void {
    this.renew();
    withDisk(shown(this.outDir, path), verb, run);
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
