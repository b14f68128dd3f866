import { realpathSync, statSync } from 'node:fs';
import { basename, dirname, join, relative, resolve, sep } from 'node:path';

/** Ten million names; larger lists are left to tools that stream them. */
const LARGEST = 256 * 1024 * 1024;

/** Says that a path leads out of all of these folders, symbolic links followed; undefined: it stays within one. */
export function outside(path: string, folders: readonly string[]): string | undefined {
  const real = followed(path);
  const within = folders.some((folder) => {
    const way = relative(followed(folder), real);
    return way !== '..' && !way.startsWith(`..${sep}`);
  });
  return within
    ? undefined
    : `is outside of the folder ${folders.join(' and ')}: it was not read, and what it holds was not judged`;
}

/** Says that something is there that is not to be read: a folder, a device, a pipe, more than memory should hold. */
export function unreadable(path: string): string | undefined {
  const found = statSync(path, { throwIfNoEntry: false });
  if (found && !found.isFile()) return 'is not a regular file: it was not read';
  if (found && found.size > LARGEST) return `is larger than ${LARGEST / 1024 / 1024} MB: it was not read`;
  return undefined;
}

/** Where a path leads; of one that is not there, where it would be. */
function followed(path: string): string {
  const whole = resolve(path);
  try {
    return realpathSync(whole);
  } catch {
    return whole === dirname(whole) ? whole : join(followed(dirname(whole)), basename(whole));
  }
}
