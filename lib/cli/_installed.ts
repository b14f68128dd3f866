import { existsSync, readFileSync } from 'node:fs';
import { dirname, join, relative, resolve, sep } from 'node:path';
import { VERSION } from './_version';

const NAME = 'kubernetes-egress-tenancy';

/**
 * What a new repository depends on to get this package again: the version, or the file, folder or repository that it was
 * installed from.
 *
 * @param dir folder of the new repository
 */
export function dependencyOf(dir: string, packageFolder = packageFolderOf(__dirname)): string {
  const modules = dirname(packageFolder);
  if (!modules.endsWith(`${sep}node_modules`)) return `file:${fromFolder(dir, packageFolder)}`;
  const lock = join(modules, '.package-lock.json');
  const entry = existsSync(lock)
    ? JSON.parse(readFileSync(lock, 'utf8')).packages?.[`node_modules/${NAME}`]
    : undefined;
  const resolved: unknown = entry?.resolved;
  if (typeof resolved !== 'string' || /^https?:/.test(resolved)) return `^${VERSION}`;
  if (resolved.startsWith('file:'))
    return `file:${fromFolder(dir, resolve(dirname(modules), resolved.slice('file:'.length)))}`;
  return entry.link === true ? `file:${fromFolder(dir, resolve(dirname(modules), resolved))}` : resolved;
}

/** The nearest folder above that has our package.json. */
function packageFolderOf(folder: string): string {
  const file = join(folder, 'package.json');
  if (existsSync(file) && JSON.parse(readFileSync(file, 'utf8')).name === NAME) return folder;
  const above = dirname(folder);
  return above === folder ? folder : packageFolderOf(above);
}

function fromFolder(dir: string, path: string): string {
  return relative(resolve(dir), path).split(sep).join('/');
}
