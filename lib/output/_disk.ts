import { join, relative, resolve } from 'node:path';
import { EgressError } from '../errors';

const REASONS: Readonly<Record<string, string>> = {
  EACCES: 'permission denied',
  EPERM: 'not permitted',
  EROFS: 'the file system is read-only',
  ENOSPC: 'no space left on the device',
  EDQUOT: 'the disk quota is used up',
  ENOTDIR: 'a part of the path is not a folder',
  EISDIR: 'it is a folder',
  ENOENT: 'it is not there',
  ENAMETOOLONG: 'the name is too long',
  EMFILE: 'too many open files',
  ENFILE: 'too many open files',
  EBUSY: 'it is in use',
  EIO: 'the disk reports an error',
};

/** Does something with the disk. What goes wrong there becomes an EgressError, code 2: `<subject>: could not <verb>`. */
export function withDisk<T>(subject: string, verb: string, run: () => T): T {
  try {
    return run();
  } catch (error) {
    const code = errorCode(error);
    if (error instanceof EgressError || !code) throw error;
    throw new EgressError(`${subject}: could not ${verb}: ${REASONS[code] ?? 'the system refused'} (${code})`, 2);
  }
}

/** `ENOENT` and the like; undefined: not an error of the system. */
export function errorCode(error: unknown): string | undefined {
  // Not by `instanceof`: what the file system throws is of another realm under a test runner or in a `vm` context.
  const code = typeof error === 'object' && error !== null && 'code' in error ? error.code : undefined;
  return typeof code === 'string' && /^E[A-Z0-9]+$/.test(code) ? code : undefined;
}

/** A path below the output folder as the user would type it: `dist/…` where that is the working folder. */
export function shown(outDir: string, path: string): string {
  return relative(process.cwd(), resolve(outDir)) === '' ? path : join(outDir, path);
}
