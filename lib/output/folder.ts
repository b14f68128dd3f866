import fs from 'node:fs';
import { withDisk } from '../disk';
import { EgressError } from '../errors';

/**
 * @param option what the user named it with, for example `--out`
 * @throws EgressError code 2 if there is no such folder
 */
export function requireFolder(folder: string, option: string): void {
  const found = withDisk(`${option} ${folder}`, 'be looked at', () => fs.statSync(folder, { throwIfNoEntry: false }));
  if (!found) throw new EgressError(`${option} ${folder}: there is no such folder`, 2);
  if (!found.isDirectory()) throw new EgressError(`${option} ${folder}: is not a folder`, 2);
}
