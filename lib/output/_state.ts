import type { Stats } from 'node:fs';

/**
 * What the file system says of a file. A change of the content changes one of these, unless it happens within the same tick
 * of its clock.
 */
export interface FileState {
  readonly size: number;
  readonly ino: number;
  readonly mtimeMs: number;
  readonly ctimeMs: number;
}

/** Longer than a tick of any local file system's clock. */
const SETTLED_MS = 100;

/**
 * The state of a file whose content is known, to tell later whether it still is the same.
 *
 * @param content until when the content may have changed: the last of these
 * @returns undefined if that was just now
 */
export function stateOf(stat: Stats, content: readonly ('mtimeMs' | 'ctimeMs')[]): FileState | undefined {
  const { size, ino, mtimeMs, ctimeMs } = stat;
  const last = Math.max(...content.map((time) => stat[time]));
  return Date.now() - last < SETTLED_MS ? undefined : { size, ino, mtimeMs, ctimeMs };
}

export function isSameState(stat: Stats, state: FileState): boolean {
  const { size, ino, mtimeMs, ctimeMs } = state;
  return stat.size === size && stat.ino === ino && stat.mtimeMs === mtimeMs && stat.ctimeMs === ctimeMs;
}
