import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { readIfThere } from '../disk';
import { INFRA, MONITORING } from '../vocabulary';
import { isCompared, MANIFEST_ROOTS } from './_manifests';
import type { Side } from './types';

/**
 * The manifests, and the files of machines, that lie below an output folder.
 *
 * @throws EgressError 2 for what cannot be read
 */
export function sideOnDisk(outDir: string): Side {
  const files = new Map<string, string>();
  for (const root of [...MANIFEST_ROOTS, INFRA, MONITORING]) collect(outDir, root, files);
  return { label: labelOf(outDir), files };
}

/** How messages call what is in an output folder. */
export function labelOf(outDir: string): string {
  return outDir === '.' ? 'what is on disk' : `what is in ${outDir}`;
}

const list = (path: string) => readIfThere(path, () => readdirSync(path, { withFileTypes: true })) ?? [];
const read = (path: string) => readIfThere(path, () => readFileSync(path, 'utf8'));

function collect(outDir: string, folder: string, files: Map<string, string>): void {
  const entries = list(join(outDir, folder));
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(folder, entry.name);
    // Large, and no text.
    if (entry.name === '.terraform') {
      files.set(path, '');
      continue;
    }
    if (entry.isDirectory()) collect(outDir, path, files);
    else if (entry.isFile() && isCompared(path)) {
      const text = read(join(outDir, path));
      if (text !== undefined) files.set(path, text);
    }
  }
}
