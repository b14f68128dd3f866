import fs from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { EgressError } from './errors';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ENOENT: 'it is not there',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EBUSY: 'it is in use',
  EIO: 'the disk reports an error',
};

/** Does something with the disk. What the system refuses becomes an EgressError, code 2: `<subject>: could not <verb>`. */
export function withDisk<T>(subject: string, verb: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof EgressError || !code) throw error;
    throw new EgressError(`${subject}: could not ${verb}: ${REASONS[code] ?? 'the system refused'} (${code})`, 2);
  }
}

/** As {@link withDisk}, for what is read. Returns undefined if there is nothing at the path. */
export function readIfThere<T>(subject: string, read: () => T): T | undefined {
  return withDisk(subject, 'be read', () => {
    try {
      return read();
    } catch (error) {
      if (errorCode(error) === 'ENOENT') return undefined;
      throw error;
    }
  });
}

/** Returns `ENOENT` and the like, or undefined for what is not an error of the system. */
export function errorCode(error: unknown): string | undefined {
  // Not by `instanceof`: what the file system throws is of another realm under a test runner or in a `vm` context.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** A name in the file's folder that Flux and kustomize do not take for a manifest, and that the next run removes. */
function temporaryPath(path: string): string {
  return join(dirname(path), `.${basename(path)}.${process.pid}.synth-tmp`);
}

export function isTemporary(path: string): boolean {
  return /^\..+\.\d+\.synth-tmp$/.test(basename(path));
}

/**
 * Replaces files, all of them or, if the disk refuses one of the new texts, none. Each is replaced by a rename, so that a
 * run that is killed leaves whole files. Without fsync: a killed process loses nothing that it wrote, and thousands of
 * them would take minutes.
 *
 * @param step does one step on the disk; `verb` says what is done to the file
 * @param placed is told of each file that is in its place with the content that was written, and of none that changed in between
 */
export function replaceFiles(
  files: readonly { readonly path: string; readonly text: string; readonly mode?: number }[],
  step: (path: string, verb: string, run: () => void) => void = withDisk,
  placed?: (path: string, stat: fs.Stats) => void,
): void {
  const written = new Map<string, fs.Stats>();
  const staged = new Set<string>();
  const folders = new Set<string>();
  try {
    for (const { path, text, mode } of files) {
      step(path, 'be written', () => {
        const folder = dirname(path);
        if (!folders.has(folder)) fs.mkdirSync(folder, { recursive: true });
        folders.add(folder);
        staged.add(path);
        fs.writeFileSync(temporaryPath(path), text, { flag: 'wx', mode });
        if (placed) written.set(path, fs.lstatSync(temporaryPath(path)));
      });
    }
    for (const { path } of files) {
      step(path, 'be replaced', () => fs.renameSync(temporaryPath(path), path));
      staged.delete(path);
      if (!placed) continue;
      const [before, now] = [written.get(path), fs.lstatSync(path, { throwIfNoEntry: false })];
      if (before && now?.ino === before.ino && now.size === before.size && now.mtimeMs === before.mtimeMs)
        placed(path, now);
    }
  } catch (error) {
    for (const path of staged) removeQuietly(temporaryPath(path));
    throw error;
  }
}

/** Creates a file, and returns false if there is one already. */
export function createFile(path: string, text: string): boolean {
  return withDisk(path, 'be written', () => {
    try {
      fs.writeFileSync(path, text, { flag: 'wx' });
      return true;
    } catch (error) {
      if (errorCode(error) === 'EEXIST') return false;
      removeQuietly(path);
      throw error;
    }
  });
}

/** After an error, which is the one to report. */
function removeQuietly(path: string): void {
  try {
    fs.rmSync(path, { force: true });
  } catch {
    // The next run removes it, or reports it.
  }
}
