import { constants } from 'node:fs';
import { access } from 'node:fs/promises';
import { join } from 'node:path';
import { cacheFolder, recipeFolder } from './cache';
import type { Recipe } from './versions';

/** Name of the environment variable that names a folder with ready binaries, as envtest reads it. */
export const ASSETS_VARIABLE = 'KUBEBUILDER_ASSETS';

interface Found {
  /** Name of a binary or kept folder → its absolute path. */
  readonly paths: Readonly<Record<string, string>>;
  /** Names of recipes of which something is missing, in the order in which they are built. */
  readonly missing: readonly string[];
}

/** Looks in the assets folder first, then in the cache. Builds nothing. */
export async function findBinaries(env: NodeJS.ProcessEnv, recipes: Readonly<Record<string, Recipe>>): Promise<Found> {
  const cache = cacheFolder(env);
  const paths: Record<string, string> = {};
  const missing: string[] = [];
  for (const [name, recipe] of Object.entries(recipes)) {
    const built = recipeFolder(name, recipe, cache);
    const wanted = [...Object.keys(recipe.binaries), ...Object.keys(recipe.folders ?? {})];
    for (const item of wanted) {
      const places = [env[ASSETS_VARIABLE], built].filter((place) => place !== undefined && place !== '');
      for (const place of places) {
        const path = join(place as string, item);
        if (!(item in paths) && (await isThere(path))) paths[item] = path;
      }
    }
    if (wanted.some((item) => !(item in paths))) missing.push(name);
  }
  return { paths, missing };
}

function isThere(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  );
}
