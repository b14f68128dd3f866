import { existsSync } from 'node:fs';
import { createRequire, isBuiltin } from 'node:module';
import { join } from 'node:path';
import { show } from './text';

/** What to do about an import of a package that is not installed; undefined if an error is about something else. */
export function missingPackage(error: unknown, importer: string): string | undefined {
  const { code, message = '' } = (error ?? {}) as Partial<NodeJS.ErrnoException>;
  if (code !== 'MODULE_NOT_FOUND') return undefined;
  const name = /^Cannot find (?:module|package) '([^']+)'/.exec(message)?.[1];
  const pack = name && /^(?:@[^/]+\/)?[^./@][^/]*/.exec(name)?.[0];
  if (!pack || isBuiltin(pack)) return undefined;
  const folders = createRequire(importer).resolve.paths(pack) ?? [];
  if (folders.some((folder) => existsSync(join(folder, pack))))
    return `cannot find ${show(name)} in the package ${show(pack)}; correct the path after the package’s name, or install another version`;
  return `cannot find the package ${show(pack)} that it imports; install it: npm install ${pack}`;
}
