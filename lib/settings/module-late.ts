import { realpathSync } from 'node:fs';
import { dirname, resolve, sep } from 'node:path';
import type { Problem } from '../lint';
import { culpritOf, reasonOf, START, stackOf } from './module-error';
import { fileProblem } from './report';
import { printable } from './text';

/** The files that were run, as stacks name them, with their paths as they were given. */
const files = new Map<string, string>();

/** Says that a file of the user's is about to run. */
export function rememberModule(path: string, given: string): void {
  try {
    files.set(realpathSync(path), given);
  } catch {
    // A link that leads nowhere does not run.
  }
}

/**
 * What failed after the files were loaded, in a timer or in a promise that nobody waits for, as a problem of the file that
 * it comes from, or of their folder where its stack names none.
 *
 * @returns undefined for what is a bug of ours
 */
export function lateProblem(error: unknown): Problem | undefined {
  const stack = stackOf(error);
  const said = `fails after it was loaded: ${printable(reasonOf(error))}`;
  for (const [path, given] of files) {
    if (!stack.includes(dirname(path) + sep)) continue;
    const { name, place } = culpritOf(error, path);
    return problemOf(`${dirname(given)}/${printable(name)}`, said, place);
  }
  const [any] = files.values();
  if (any === undefined || stack.includes(resolve(__dirname, '..') + sep)) return undefined;
  return problemOf(dirname(any), `a file of it ${said}`);
}

function problemOf(file: string, message: string, place = START): Problem {
  return fileProblem('module-fails', file, message, place);
}
