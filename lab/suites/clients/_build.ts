import { createHash } from 'node:crypto';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync, renameSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { build } from '../../binaries/build';
import { cacheFolder, recipeFolder } from '../../binaries/cache';
import type { Recipe } from '../../binaries/versions';
import { must } from '../../process/exec';

const GO: Recipe = {
  module: 'google.golang.org/grpc',
  version: 'v1.72.2',
  binaries: { client: 'wrapper.invalid/lab/clients' },
  source: join(__dirname, 'programs/clients'),
  seconds: 30,
  purpose: 'the clients that are written in Go',
};

const NPM = join(__dirname, 'programs/npm');

/** The Go program, built once into the lab's cache. */
export async function ensureGo(): Promise<string> {
  const cache = cacheFolder();
  const folder = recipeFolder('clients', GO, cache);
  return join(existsSync(folder) ? folder : await build('clients', GO, cache), 'client');
}

/** The folder with what `programs/npm/package-lock.json` has: axios and the releases of Node, installed once into the cache. */
export async function ensureModules(): Promise<string> {
  const lock = readFileSync(join(NPM, 'package-lock.json'));
  const folder = join(cacheFolder(), `clients-npm-${createHash('sha256').update(lock).digest('hex').slice(0, 8)}`);
  if (existsSync(folder)) return folder;
  const fresh = `${folder}.${process.pid}`;
  try {
    mkdirSync(fresh, { recursive: true });
    for (const file of readdirSync(NPM)) cpSync(join(NPM, file), join(fresh, file));
    await must(['npm', 'ci', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: fresh, timeout: 300_000 });
    renameSync(fresh, folder);
  } finally {
    rmSync(fresh, { recursive: true, force: true });
  }
  return folder;
}
