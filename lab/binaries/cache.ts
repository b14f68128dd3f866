import { createHash } from 'node:crypto';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { readSource } from './own-source';
import type { Recipe } from './versions';

/** `$XDG_CACHE_HOME` or `~/.cache`, then the project's own folder: outside every checkout, shared by all of them. */
export function cacheFolder(env: NodeJS.ProcessEnv = process.env): string {
  return join(env.XDG_CACHE_HOME || join(homedir(), '.cache'), 'kubernetes-egress-tenancy');
}

/**
 * Folder of what a recipe builds, for example `…/binaries/etcd-v3.6.16-1a2b3c4d`. The key covers what decides about the
 * bytes, so a bump rebuilds that recipe and nothing else.
 */
export function recipeFolder(name: string, recipe: Recipe, cache: string): string {
  const { module, version, localReplaces, replaces, keptReplaces, tags, variables, binaries, folders } = recipe;
  const source = readSource(recipe);
  const key = createHash('sha256').update(
    JSON.stringify({
      module,
      version,
      localReplaces,
      replaces,
      keptReplaces,
      tags,
      variables,
      binaries,
      folders,
      source,
    }),
  );
  return join(cache, 'binaries', `${name}-${version}-${key.digest('hex').slice(0, 8)}`);
}
