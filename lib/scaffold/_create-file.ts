import { constants, copyFileSync, linkSync, rmSync, writeFileSync } from 'node:fs';
import { EgressError } from '../errors';
import { temporaryPath } from '../output';

/**
 * Makes a file with all of its text at once, and only where there is none.
 *
 * @returns false: there is one already, which was left as it is
 * @throws EgressError 2 when it cannot be written
 */
export function createFile(file: string, text: string): boolean {
  const temporary = temporaryPath(file);
  try {
    writeFileSync(temporary, text);
    publish(temporary, file);
    return true;
  } catch (error) {
    const { code } = error as NodeJS.ErrnoException;
    if (code === 'EEXIST') return false;
    throw new EgressError(`${file}: cannot be written (${code})`, 2);
  } finally {
    rmSync(temporary, { force: true });
  }
}

/** A rename would replace what has come into being meanwhile. Not every file system has links. */
function publish(temporary: string, file: string): void {
  try {
    linkSync(temporary, file);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST') throw error;
    copyFileSync(temporary, file, constants.COPYFILE_EXCL);
  }
}
