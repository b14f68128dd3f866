import fs from 'node:fs';
import { replaceFiles, withDisk } from '../disk';

/** By path: a new text, or undefined for a file that goes. */
type Changes = Readonly<Record<string, string | undefined>>;

/**
 * Changes settings files together, if they are fine afterwards. Environments are code that imports other files, so they are
 * judged where they are; if the judgement throws, everything is put back first.
 */
export function changeSettings(changes: Changes, judge: () => void): void {
  const before = Object.fromEntries(Object.keys(changes).map((path) => [path, textOf(path)]));
  write(changes);
  try {
    judge();
  } catch (error) {
    write(before);
    throw error;
  }
}

function write(changes: Changes): void {
  const texts = Object.entries(changes).flatMap(([path, text]) => (text === undefined ? [] : [{ path, text }]));
  replaceFiles(texts);
  for (const [path, text] of Object.entries(changes)) {
    if (text === undefined) withDisk(path, 'be removed', () => fs.rmSync(path, { force: true }));
  }
}

function textOf(path: string): string | undefined {
  return fs.existsSync(path) ? withDisk(path, 'be read', () => fs.readFileSync(path, 'utf8')) : undefined;
}
