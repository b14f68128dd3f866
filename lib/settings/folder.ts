import { readdirSync, statSync } from 'node:fs';
import { readIfThere, withDisk } from '../disk';
import { EgressError } from '../errors';

export interface FolderEntry {
  readonly name: string;
  /** The folder as given, and the name. */
  readonly path: string;
  readonly isDirectory: boolean;
}

/** What a folder holds, sorted by code unit, without hidden entries. Throws EgressError (2) where there is no folder. */
export function listFolder(folder: string, what: string): FolderEntry[] {
  const base = folder.replace(/(?<=.)\/+$/, '');
  const stat = readIfThere(folder, () => statSync(folder));
  if (!stat) throw new EgressError(`${folder}: there is no such folder; name the folder of the ${what}`, 2);
  if (!stat.isDirectory()) throw new EgressError(`${folder}: is not a folder; name the folder of the ${what}`, 2);
  return withDisk(folder, 'be read', () => readdirSync(folder, { withFileTypes: true }))
    .filter((entry) => !entry.name.startsWith('.'))
    .map((entry) => ({
      name: entry.name,
      path: base === '/' ? `/${entry.name}` : `${base}/${entry.name}`,
      isDirectory: entry.isDirectory(),
    }))
    .sort((a, b) => (a.name < b.name ? -1 : 1));
}
