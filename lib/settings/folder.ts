import { readdirSync, statSync } from 'node:fs';
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
  try {
    if (!statSync(folder).isDirectory())
      throw new EgressError(`${folder}: is no folder; name the folder of the ${what}`, 2);
    return readdirSync(folder, { withFileTypes: true })
      .filter((entry) => !entry.name.startsWith('.'))
      .map((entry) => ({
        name: entry.name,
        path: base === '/' ? `/${entry.name}` : `${base}/${entry.name}`,
        isDirectory: entry.isDirectory(),
      }))
      .sort((a, b) => (a.name < b.name ? -1 : 1));
  } catch (error) {
    if (error instanceof EgressError) throw error;
    const code = (error as NodeJS.ErrnoException).code;
    const why = code === 'ENOENT' ? 'there is no such folder' : `the folder cannot be read (${code})`;
    throw new EgressError(`${folder}: ${why}; name the folder of the ${what}`, 2);
  }
}
