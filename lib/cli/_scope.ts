import type { OutputFile } from '../output';
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
  const written = new Set(files.map(({ path }) => path));
  const tenantSource = `tenants/${tenant}.yaml`;
  const ofTenant = new Set(files.filter(({ source }) => source === tenantSource).map(({ path }) => path));
  return (path) => {
    const [root, area, name, next] = path.split('/');
    const base = root === 'dist' && area === 'base';
    const environment = base ? undefined : root === 'clusters' ? area : name;
    if (env !== undefined && !(base ? written.has(path) : environment === env)) return false;
    if (tenant === undefined) return true;
    return ofTenant.has(path) || (root === 'dist' && (base ? name : next) === tenant);
  };
}
