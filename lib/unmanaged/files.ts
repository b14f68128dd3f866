import fs from 'node:fs';
import { join } from 'node:path';
import type { WritePlan } from '../output';
import { REPORT_FILE } from '../vocabulary';

/** A file on the disk that synth did not write, or that was edited afterwards. */
export interface UnmanagedFile {
  /** Posix path from the output folder. */
  readonly path: string;
  readonly is: 'edited' | 'foreign' | 'link' | 'unreadable';
  /** Undefined: a link, or not UTF-8. */
  readonly text?: string;
  /** Whether synth has to write a file of its own there. */
  readonly inTheWay: boolean;
}

/** The unmanaged files of a plan that covers everything, sorted by path, without the page that `report` writes. */
export function unmanagedFiles({ outDir, leftAlone, conflicts }: WritePlan): UnmanagedFile[] {
  const inTheWay = conflicts.filter(({ is }) => is === 'edited' || is === 'foreign' || is === 'link');
  return [
    ...leftAlone.filter(({ path }) => path !== REPORT_FILE).map((file) => read(outDir, file, false)),
    ...inTheWay.map((file) => read(outDir, file, true)),
  ].sort((a, b) => (a.path < b.path ? -1 : 1));
}

function read(outDir: string, { path, is }: { path: string; is: string }, inTheWay: boolean): UnmanagedFile {
  const file = join(outDir, path);
  try {
    if (!fs.lstatSync(file).isFile()) return { path, is: 'link', inTheWay };
    // Providers are large, and no text.
    if (path.includes('/.terraform/')) return { path, is: 'foreign', text: '', inTheWay };
    const text = new TextDecoder('utf-8', { fatal: true }).decode(fs.readFileSync(file));
    return { path, is: is === 'edited' ? 'edited' : 'foreign', text, inTheWay };
  } catch {
    return { path, is: 'unreadable', inTheWay };
  }
}
