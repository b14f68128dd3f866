import fs from 'node:fs';
import { join } from 'node:path';
import { lockSync } from 'proper-lockfile';
import { errorCode, withDisk } from '../disk';
import { EgressError } from '../errors';

/** A lock that was not renewed for this long belongs to a run that was killed. */
const STALE_MS = 3000;
/** Long enough for the lock of a killed run to become stale. */
const WAIT_MS = 2 * STALE_MS;
const POLL_MS = 20;
const RENEW_MS = STALE_MS / 10;

/**
 * Runs something as the only synth of an output folder. Waits a few seconds for another one to end. The lock lies inside
 * the folder, so that users, containers and links that share the folder share the lock.
 *
 * @param run gets a function that renews the lock, to be called often by what takes long
 * @throws EgressError code 2 if another process keeps the lock, or if the folder cannot be written
 */
export function withLock<T>(outDir: string, run: (renew: () => void) => T): T {
  const lockfilePath = join(outDir, '.synth.lock');
  const release = acquire(outDir, lockfilePath);
  try {
    let renewed = Date.now();
    return run(() => {
      const now = Date.now();
      if (now - renewed < RENEW_MS) return;
      renewed = now;
      withDisk(outDir, 'be locked', () => fs.utimesSync(lockfilePath, now / 1000, now / 1000));
    });
  } finally {
    withDisk(outDir, 'be unlocked', release);
  }
}

function acquire(outDir: string, lockfilePath: string): () => void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += POLL_MS) {
    const release = withDisk(outDir, 'be locked', () => tryLock(outDir, lockfilePath));
    if (release) return release;
    if (waited >= WAIT_MS) throw new EgressError(`another synth is writing to ${outDir}; try again when it is done`, 2);
    Atomics.wait(clock, 0, 0, POLL_MS);
  }
}

/** Returns undefined if another run holds the lock. */
function tryLock(outDir: string, lockfilePath: string): (() => void) | undefined {
  try {
    return lockSync(outDir, { lockfilePath, stale: STALE_MS });
  } catch (error) {
    if (errorCode(error) === 'ELOCKED') return undefined;
    throw error;
  }
}
