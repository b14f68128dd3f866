import { execFile } from 'node:child_process';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { readSource } from './own-source';
import type { Recipe } from './versions';

const run = promisify(execFile);

interface GoMod {
  readonly Go?: string;
  readonly Replace?: readonly {
    readonly Old: { readonly Path: string; readonly Version?: string };
    readonly New: { readonly Path: string; readonly Version?: string };
  }[];
}

/**
 * Go ignores the replaces of a module that is required, so a module that relies on its own cannot be installed by
 * `go install`: the wrapper requires it and repeats them.
 */
export function wrapperGoMod(recipe: Recipe, mod: GoMod): string {
  const replaces = (mod.Replace ?? []).flatMap(({ Old, New }) => {
    if (recipe.keptReplaces && !recipe.keptReplaces.includes(Old.Path)) return [];
    const old = Old.Version ? `${Old.Path} ${Old.Version}` : Old.Path;
    if (New.Version) return [`replace ${old} => ${New.Path} ${New.Version}`];
    return recipe.localReplaces ? [`replace ${old} => ${Old.Path} ${recipe.localReplaces}`] : [];
  });
  for (const [path, version] of Object.entries(recipe.replaces ?? {})) {
    replaces.push(`replace ${path} => ${path} ${version}`);
  }
  return [
    'module wrapper.invalid/lab',
    `go ${mod.Go ?? '1.21'}`,
    `require ${recipe.module} ${recipe.version}`,
    ...replaces,
    '',
  ].join('\n');
}

/**
 * Downloads the recipe's module and writes the wrapper module, with what the recipe brings itself, into `folder`. Returns
 * the downloaded module's folder.
 */
export async function writeWrapper(recipe: Recipe, folder: string): Promise<string> {
  await mkdir(folder, { recursive: true });
  // Run where no go.mod is in force, or a surrounding module would have its say.
  const options = { cwd: folder, env: { ...process.env, GOWORK: 'off' }, maxBuffer: 64 << 20 };
  const download = await run('go', ['mod', 'download', '-json', `${recipe.module}@${recipe.version}`], options);
  const { Dir, GoMod } = JSON.parse(download.stdout) as { Dir: string; GoMod: string };
  const mod = JSON.parse((await run('go', ['mod', 'edit', '-json', GoMod], options)).stdout) as GoMod;
  await writeFile(join(folder, 'go.mod'), wrapperGoMod(recipe, mod));
  for (const [path, text] of Object.entries(readSource(recipe) ?? {})) {
    await mkdir(dirname(join(folder, path)), { recursive: true });
    await writeFile(join(folder, path), text);
  }
  return Dir;
}
