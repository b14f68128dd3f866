import type { OutputFile } from '../output';
import { BASE, ownerOf } from '../vocabulary';
import type { SharedOptions } from './options';

/**
 * The files of a partial run. An environment's own folders are covered whole. What it builds upon, the base, is written
 * with it but never removed by it: other environments build upon it too. Of a tenant all folders are covered; the lists
 * that name tenants belong to the environments.
 */
export function scopeOf(
  { env, tenant }: Pick<SharedOptions, 'env' | 'tenant'>,
  files: readonly OutputFile[],
): (path: string) => boolean {
  const owners = new Map(files.map(({ path, owner }) => [path, owner]));
  return (path) => {
    const { environment, tenant: owner } = owners.get(path) ?? ownerOf(path);
    const inScope = path.startsWith(`${BASE}/`) ? owners.has(path) : environment === env;
    return (env === undefined || inScope) && (tenant === undefined || owner === tenant);
  };
}
