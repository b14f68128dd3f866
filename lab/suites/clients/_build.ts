import { cpSync, mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { cacheFolder } from '../../binaries/cache';
import { must, run } from '../../process/exec';
import type { Places } from './_clients';

/** Builds the Go program, and installs what npm has into the cache, where it is not yet; without a network, not. */
export async function build(scratch: string): Promise<Places> {
  const modules = join(cacheFolder(), 'clients');
  mkdirSync(modules, { recursive: true });
  const go = join(modules, 'fetch');
  const env = { ...process.env, GOFLAGS: '-mod=readonly' };
  await must(['go', 'build', '-o', go, '.'], { cwd: join(__dirname, 'programs/go'), env, timeout: 300_000 });
  cpSync(join(__dirname, 'node.json'), join(modules, 'package.json'));
  await run(['npm', 'install', '--no-audit', '--no-fund', '--ignore-scripts'], { cwd: modules, timeout: 300_000 });
  return { go, modules, scratch };
}
