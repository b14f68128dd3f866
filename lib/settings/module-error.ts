import { existsSync } from 'node:fs';
import { basename, dirname, sep } from 'node:path';
import type { Place } from './place';

export const START: Place = { line: 1, column: 1 };

export function messageOf(error: unknown): string {
  try {
    return error !== null && typeof error === 'object' && 'message' in error ? String(error.message) : String(error);
  } catch {
    return 'something that cannot be shown';
  }
}

/** The first line of what was thrown, whatever it is. */
export function reasonOf(error: unknown): string {
  const line =
    messageOf(error)
      .split('\n')
      .find((part) => part.trim() !== '') ?? 'an error without a message';
  return line.length > 200 ? `${line.slice(0, 200)}…` : line;
}

export function stackOf(error: unknown): string {
  try {
    return String((error as { readonly stack?: unknown }).stack);
  } catch {
    return '';
  }
}

/** The file that an error comes from: the first of the environments' folder that it names, with the place in it. */
export function culpritOf(
  error: unknown,
  path: string,
): { readonly path: string; readonly name: string; readonly place: Place } {
  const folder = dirname(path) + sep;
  const stack = stackOf(error);
  const at = stack.indexOf(folder);
  const match = at < 0 ? null : /^([^:\n]+\.ts)(?::(\d+):(\d+))?/.exec(stack.slice(at + folder.length));
  const name = match?.[1] ?? basename(path);
  if (!existsSync(folder + name)) return { path, name: basename(path), place: START };
  const place = match?.[2] ? { line: Number(match[2]), column: Number(match[3]) } : START;
  return { path: folder + name, name, place };
}
