import { readdirSync, readFileSync } from 'node:fs';
import { join, posix } from 'node:path';
import { EgressError } from '../errors';
import { INFRA } from '../vocabulary';
import { isCompared, MANIFEST_ROOTS } from './_manifests';
import type { Side } from './types';

/**
 * The manifests, and the files of machines, that lie below an output folder.
 *
 * @throws EgressError 2 for what cannot be read
 */
export function sideOnDisk(outDir: string): Side {
  const files = new Map<string, string>();
  for (const root of [...MANIFEST_ROOTS, INFRA]) collect(outDir, root, files);
  return { label: outDir === '.' ? 'what is on disk' : `what is in ${outDir}`, files };
}

function collect(outDir: string, folder: string, files: Map<string, string>): void {
  const entries = reading(join(outDir, folder), (path) => readdirSync(path, { withFileTypes: true })) ?? [];
  for (const entry of entries.sort((a, b) => (a.name < b.name ? -1 : 1))) {
    const path = posix.join(folder, entry.name);
    // Large, and no text.
    if (entry.name === '.terraform') {
      files.set(path, '');
      continue;
    }
    if (entry.isDirectory()) collect(outDir, path, files);
    else if (entry.isFile() && isCompared(path)) {
      const text = reading(join(outDir, path), (file) => readFileSync(file, 'utf8'));
      if (text !== undefined) files.set(path, text);
    }
  }
}

/** Undefined: it is not there. */
function reading<T>(path: string, read: (path: string) => T): T | undefined {
  try {
    return read(path);
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT') return undefined;
    throw new EgressError(`${path}: cannot be read (${code})`, 2);
  }
}
