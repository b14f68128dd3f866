import type { Memory } from '../memory';
import type { WritePlan } from '../output';
import type { KnownFile, TenantOutput } from '../synthesize';
import type { Io } from './io';
import type { SharedOptions } from './options';

/** The option of commands that build upon what an earlier run found out. */
export const NO_CACHE = [
  '--no-cache',
  'render and check all tenants again, without the records of earlier runs, as in CI (CI=true)',
] as const;

export interface CacheOptions {
  /** Default: true */
  readonly cache?: boolean;
}

/** What earlier runs noted, where they may be built upon. */
export function memoryOf(options: SharedOptions & CacheOptions, io: Io): Memory | undefined {
  if (!io.remembers || options.cache === false) return undefined;
  const { Memory } = require('../memory') as typeof import('../memory');
  return Memory.of(options);
}

/** Notes what a run has written, for the next one. Only of a whole run: otherwise nothing is known of the other files. */
export function noteOutput(
  memory: Memory,
  { env, tenant }: SharedOptions,
  tenants: ReadonlyMap<string, TenantOutput>,
  { states = new Map() }: WritePlan,
): void {
  if (env !== undefined || tenant !== undefined) return;
  const { pack } = require('../synthesize') as typeof import('../synthesize');
  for (const [name, { files, objects }] of tenants) {
    // A file that is as it was noted has the very state that was noted.
    if (files.every(({ path, state }) => state !== undefined && states.get(path) === state)) continue;
    const known = files.map(({ path, source, owner }): KnownFile => ({ path, source, owner, state: states.get(path) }));
    memory.note(name, pack({ files: known, objects }));
  }
  memory.keep([...tenants.keys()]);
}
