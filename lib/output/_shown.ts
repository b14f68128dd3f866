import { join, relative, resolve } from 'node:path';

/** A path below the output folder as the user would type it: `dist/…` where that is the working folder. */
export function shown(outDir: string, path: string): string {
  return relative(process.cwd(), resolve(outDir)) === '' ? path : join(outDir, path);
}
