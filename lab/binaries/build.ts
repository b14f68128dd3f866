import { execFile } from 'node:child_process';
import { chmod, cp, mkdir, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { EgressError } from '../../lib/errors';
import { recipeFolder } from './cache';
import type { Recipe } from './versions';
import { writeWrapper } from './wrapper';

const run = promisify(execFile);

/** The name that `go build` gives to the binary of a package: its last element that is no major version. */
export function goBinaryName(pkg: string): string {
  const last = basename(pkg);
  return /^v\d+$/.test(last) ? basename(dirname(pkg)) : last;
}

/** Removes what builds of processes that no longer live have left. */
async function removeRemains(folder: string): Promise<void> {
  for (const entry of await readdir(folder)) {
    const pid = /^\.tmp-.*-(\d+)$/.exec(entry)?.[1];
    if (pid && !isAlive(Number(pid))) await rm(join(folder, entry), { recursive: true, force: true });
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}

/**
 * Builds all of a recipe and renames the whole folder into the cache, so that a build that is killed leaves nothing that
 * looks ready. Throws an EgressError with the compiler's words.
 */
export async function build(name: string, recipe: Recipe, cache: string): Promise<string> {
  const target = recipeFolder(name, recipe, cache);
  const parent = dirname(target);
  await mkdir(parent, { recursive: true });
  await removeRemains(parent);
  const temporary = join(parent, `.tmp-${name}-${process.pid}`);
  const ready = join(temporary, 'ready');
  try {
    await mkdir(ready, { recursive: true });
    const wrapper = join(temporary, 'wrapper');
    const moduleFolder = await writeWrapper(recipe, wrapper);
    const variables = Object.entries(recipe.variables ?? {}).map(([name, value]) => ` -X ${name}=${value}`);
    const ldflags = `-ldflags=-s -w${variables.join('')}`;
    const tags = recipe.tags ? [`-tags=${recipe.tags.join(',')}`] : [];
    const flags = ['-mod=mod', '-buildvcs=false', '-trimpath', ldflags, ...tags, '-o', `${ready}/`];
    await run('go', ['build', ...flags, ...Object.values(recipe.binaries)], {
      cwd: wrapper,
      // Static binaries need no C compiler here and no libraries in an image. GOFLAGS could contradict the flags above.
      env: { ...process.env, CGO_ENABLED: '0', GOWORK: 'off', GOFLAGS: '' },
      maxBuffer: 64 << 20,
    });
    for (const [binary, pkg] of Object.entries(recipe.binaries)) {
      const built = goBinaryName(pkg);
      if (built !== binary) await rename(join(ready, built), join(ready, binary));
    }
    for (const [folder, source] of Object.entries(recipe.folders ?? {})) {
      await cp(join(moduleFolder, source), join(ready, folder), { recursive: true });
      // The module cache is read-only, and so would be the copy.
      await chmod(join(ready, folder), 0o755);
    }
    await rm(target, { recursive: true, force: true });
    await rename(ready, target);
  } catch (error) {
    const { stderr, message } = error as Error & { stderr?: string };
    const words = (stderr || message).trim().split('\n').slice(-20).join('\n');
    throw new EgressError(`${name} ${recipe.version} could not be built:\n${words}`, 2);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
  return target;
}
