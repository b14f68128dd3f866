import { applyWrite } from './apply';
import type { OutputFile } from './file';
import { withLock } from './lock';
import { planWrite, type WriteOptions } from './plan';
import type { WritePlan } from './types';

/**
 * Writes the files below the output folder, which has to be there, and removes ours that are no longer written.
 * @param counted is called for each file that is created or changed
 * @returns what was done
 * @throws EgressError code 1 for files that collide or are in the way, code 2 if another run keeps the lock, and for what
 *   the disk refuses
 */
export function writeOutput(
  outDir: string,
  files: readonly OutputFile[],
  options: WriteOptions,
  counted?: (done: number, all: number) => void,
): WritePlan {
  return withLock(outDir, (renew) => {
    const plan = planWrite(outDir, files, options);
    renew();
    applyWrite(plan, renew, counted);
    return plan;
  });
}
