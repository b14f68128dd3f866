import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { EgressError } from '../../lib/errors';
import { isSameProcess, startTime } from '../process/proc';
import { processesOf } from './leftovers';
import { knownLabs, type Owner, readOwner, State } from './state';
import { tearDown } from './teardown';

/** True: it is up or being brought up, and somebody answers for it. What nobody answers for is a remain. */
export function isHeld(state: State): boolean {
  const owner = readOwner(state);
  if (!owner) return false;
  if (isSameProcess(owner)) return true;
  return owner.detached && existsSync(state.description) && processesOf(state).length > 0;
}

/**
 * Takes the lab's name for this process, after removing what runs that were killed have left under it.
 *
 * @param detached whether the lab is to outlive this process
 * @throws EgressError (2) when a lab of that name is alive
 */
export function hold(state: State, detached: boolean): void {
  if (isHeld(state)) {
    const owner = readOwner(state);
    const by = existsSync(state.description) ? 'is up' : `is being brought up by process ${owner?.pid}`;
    const ways = `lab:down --name ${state.name} removes it, another --name stands beside it`;
    throw new EgressError(`lab ${state.name} ${by}: ${ways}`, 2);
  }
  tearDown(state);
  // 0755: what drops privileges, as Squid does, must get in. Before the owner's file: a folder that holds something is not
  // removed by the end of another lab.
  mkdirSync(state.folder, { recursive: true, mode: 0o755 });
  const run = process.env[RUN] ? { run: Number(process.env[RUN]) } : {};
  const owner: Owner = { pid: process.pid, started: startTime(process.pid) as string, ...run, detached };
  try {
    writeFileSync(state.owner, JSON.stringify(owner), { flag: 'wx' });
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    throw new EgressError(`lab ${state.name} is being brought up by another process`, 2);
  }
}

/** Names the process that runs the tests, for those that work for it. */
export const RUN = 'EGRESS_LAB_RUN';

/** The labs that this process, or one that works for it, has brought up and that go with it. */
export function heldLabs(): State[] {
  return knownLabs()
    .map((name) => new State(name))
    .filter((state) => {
      const owner = readOwner(state);
      if (!owner || owner.detached) return false;
      return owner.run === process.pid || (owner.pid === process.pid && isSameProcess(owner));
    });
}

const SIGNALS: readonly NodeJS.Signals[] = ['SIGINT', 'SIGTERM', 'SIGHUP'];

/**
 * Tears the lab down when this process ends, whichever way it can notice.
 *
 * @returns a function that takes that back
 */
export function tearDownAtExit(state: State): () => void {
  const atExit = () => tearDown(state);
  const onSignal = (signal: NodeJS.Signals) => {
    process.stderr.write(`\n${signal}: removing lab ${state.name}\n`);
    process.exit(signal === 'SIGINT' ? 130 : signal === 'SIGTERM' ? 143 : 129);
  };
  process.on('exit', atExit);
  for (const signal of SIGNALS) process.on(signal, onSignal);
  return () => {
    process.off('exit', atExit);
    for (const signal of SIGNALS) process.off(signal, onSignal);
  };
}

/**
 * Brings up something under a lab's name, for as long as this process runs. If that fails, only logs are left.
 *
 * @param bringUp gets what has to be called once it was torn down
 */
export async function whileHeld<Built>(state: State, bringUp: (keep: () => void) => Promise<Built>): Promise<Built> {
  hold(state, false);
  const keep = tearDownAtExit(state);
  try {
    return await bringUp(keep);
  } catch (error) {
    keep();
    tearDown(state, true);
    throw error;
  }
}
