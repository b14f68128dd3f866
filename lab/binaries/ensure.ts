import { build } from './build';
import { cacheFolder } from './cache';
import { ASSETS_VARIABLE, findBinaries } from './find';
import { requireMinor } from './minor';
import { DEFAULT_VERSIONS, type Recipe, recipesOf, type Versions } from './versions';

/** `about 10 minutes`, `about 50 s`. */
export function estimate(recipes: readonly Recipe[]): string {
  const seconds = recipes.reduce((sum, recipe) => sum + recipe.seconds, 0);
  return seconds < 90 ? `about ${seconds} s` : `about ${Math.round(seconds / 60)} minutes`;
}

/**
 * Finds every binary of such a lab, builds what is missing and says beforehand what for and how long it takes.
 *
 * @returns name of a binary or kept folder → its absolute path
 * @throws EgressError (2) when something cannot be built, or ready binaries are of another Kubernetes minor
 */
export async function ensureBinaries(
  say: (line: string) => void,
  versions: Versions = DEFAULT_VERSIONS,
  env: NodeJS.ProcessEnv = process.env,
): Promise<Readonly<Record<string, string>>> {
  const recipes = recipesOf(versions);
  const { paths, missing } = await findBinaries(env, recipes);
  await requireMinor(versions.kubernetes, paths, env[ASSETS_VARIABLE]);
  if (missing.length === 0) return paths;
  const wanted = missing.map((name) => recipes[name] as Recipe);
  const cache = cacheFolder(env);
  say(
    `Building with Go, once: ${estimate(wanted)} on two cores with cold caches; ready ones go into ${ASSETS_VARIABLE}.`,
  );
  say(`The result is kept in ${cache}.`);
  for (const [index, name] of missing.entries()) {
    const recipe = wanted[index] as Recipe;
    const names = Object.keys(recipe.binaries).join(', ');
    say(`  ${name} ${recipe.version}, ${estimate([recipe])}: ${names} (${recipe.purpose})`);
    const start = Date.now();
    await build(name, recipe, cache);
    say(`  ${name} done after ${Math.round((Date.now() - start) / 1000)} s`);
  }
  return (await findBinaries(env, recipes)).paths;
}
