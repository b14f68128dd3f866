import fs from 'node:fs';
import { join } from 'node:path';
import { EgressError } from '../errors';
import { errorCode, withDisk } from './_disk';
import { isAlive, processSpace, startOf } from './_process';

const NAME = /^\.synth\.([1-9][0-9]*)\.([0-9a-z]+)\.([0-9a-f]{12})\.lock$/;
/** Far longer than any run: whether a process of another machine or container is alive cannot be asked. */
const ELSEWHERE_EXPIRES_MS = 10 * 60_000;
/** In place of the time that a process started, where the system does not tell. */
const UNKNOWN = '0';
const PATIENCE_MS = 500;
const POLL_MS = 5;

interface Holder {
  readonly file: string;
  readonly pid: number;
  readonly elsewhere: boolean;
}

/**
 * One synth at a time per output folder. Each run lays an empty file into the folder, whose name says who it is, and
 * then looks whether anybody else's is there: of two that start at the same instant at least one sees the other, and
 * files of dead runs need no taking over, since they simply do not count. A lock file that is passed on could be
 * taken over by two that both found it stale.
 *
 * It lies inside the folder because that is what those who share it have in common: other users, containers, and
 * paths to it through links included.
 * @returns releases the lock
 * @throws EgressError code 2 that names the other process; or if the folder cannot be written
 */
export function lockFolder(outDir: string): () => void {
  const space = processSpace();
  const own = `.synth.${process.pid}.${startOf(process.pid) ?? UNKNOWN}.${space}.lock`;
  const release = () => withDisk(outDir, 'be unlocked', () => fs.rmSync(join(outDir, own), { force: true }));
  try {
    withDisk(outDir, 'be locked', () => fs.writeFileSync(join(outDir, own), '', { flag: 'wx' }));
  } catch (error) {
    if (fs.existsSync(join(outDir, own))) throw taken(outDir, { file: own, pid: process.pid, elsewhere: false });
    throw error;
  }
  try {
    waitForOthers(outDir, own, space);
  } catch (error) {
    release();
    throw error;
  }
  return release;
}

/** Runs something under the lock, which is released in any case. */
export function withLock<T>(outDir: string, run: () => T): T {
  const release = lockFolder(outDir);
  try {
    return run();
  } finally {
    release();
  }
}

// Whoever sees a smaller name gives way at once. The smallest waits a moment for the others to do that, and gives up
// as well if one stays: that one looked before our file was there.
function waitForOthers(outDir: string, own: string, space: string): void {
  const clock = new Int32Array(new SharedArrayBuffer(4));
  for (let waited = 0; ; waited += POLL_MS) {
    const others = holders(outDir, own, space);
    const [first] = others;
    if (!first) return;
    if (first.file < own || waited >= PATIENCE_MS) throw taken(outDir, first);
    Atomics.wait(clock, 0, 0, POLL_MS);
  }
}

/** The other runs that are alive, sorted by the names of their files. Files of dead ones are removed. */
function holders(outDir: string, own: string, space: string): Holder[] {
  const found: Holder[] = [];
  for (const file of withDisk(outDir, 'be read', () => fs.readdirSync(outDir)).sort()) {
    const [, number, start, where] = NAME.exec(file) ?? [];
    if (!number || !start || file === own) continue;
    const pid = Number(number);
    const elsewhere = where !== space;
    if (elsewhere ? !isExpired(outDir, file, own) : isAlive(pid, start === UNKNOWN ? undefined : start))
      found.push({ file, pid, elsewhere });
    else removeQuietly(join(outDir, file));
  }
  return found;
}

/** By the times that the folder's own file system gave to both files: the clocks of two machines may differ. */
function isExpired(outDir: string, file: string, own: string): boolean {
  const madeAt = (name: string) => fs.statSync(join(outDir, name), { throwIfNoEntry: false })?.mtimeMs;
  const theirs = madeAt(file);
  const ours = madeAt(own);
  return theirs === undefined || (ours !== undefined && ours - theirs > ELSEWHERE_EXPIRES_MS);
}

/** Another run may have been faster, or it is another user's; it does not count either way. */
function removeQuietly(file: string): void {
  try {
    fs.rmSync(file, { force: true });
  } catch (error) {
    if (!errorCode(error)) throw error;
  }
}

function taken(outDir: string, { file, pid, elsewhere }: Holder): EgressError {
  const who = `another synth (pid ${pid}${elsewhere ? ' of another machine or container' : ''})`;
  const wayOut = elsewhere ? `if it is gone, remove ${join(outDir, file)}` : 'try again when it is done';
  return new EgressError(`${who} is writing to ${outDir}; ${wayOut}`, 2);
}
