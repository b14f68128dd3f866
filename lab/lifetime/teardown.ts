import { execFileSync } from 'node:child_process';
import { existsSync, readdirSync, rmdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { EgressError } from '../../lib/errors';
import { findCgroups, removeCgroup } from '../process/cgroups';
import { leftovers, mountsOf, processesOf } from './leftovers';
import type { State } from './state';

/**
 * Removes all that there is of a lab: running, half started, or left by a run that was killed. It does not wait for
 * anything but the kernel, so that it can be done while a process is ending.
 *
 * @param keepLogs true: what the daemons wrote stays, until the next run of that name
 * @throws EgressError (2) when something resists
 */
export function tearDown(state: State, keepLogs = false): void {
  retry(() => {
    const alive = processesOf(state);
    // The processes that hold the machines' namespaces are among them, and take everything else along.
    for (const pid of alive) kill(pid);
    return alive.length === 0;
  });
  for (const mount of mountsOf(state).reverse()) execFileSync('umount', ['--lazy', mount]);
  retry(() => {
    try {
      for (const folder of findCgroups(state.cgroup(''))) removeCgroup(folder);
      return true;
    } catch {
      return false;
    }
  });
  if (keepLogs) removeAllButLogs(state);
  else rmSync(state.folder, { recursive: true, force: true });
  rmSync(state.owner, { force: true });
  try {
    rmdirSync(state.root);
  } catch {
    // It holds another lab, or is gone already.
  }
  const rest = keepLogs ? [] : leftovers(state);
  if (rest.length > 0) {
    const lines = rest.map(({ kind, what }) => `  ${kind} ${what}`);
    throw new EgressError(`lab ${state.name} could not be removed altogether; still there:\n${lines.join('\n')}`, 2);
  }
}

/** Tries for up to ten seconds. */
function retry(done: () => boolean): void {
  const pause = new Int32Array(new SharedArrayBuffer(4));
  for (let left = 500; left > 0 && !done(); left--) Atomics.wait(pause, 0, 0, 20);
}

function kill(pid: number): void {
  try {
    process.kill(pid, 'SIGKILL');
  } catch {
    // It ended meanwhile.
  }
}

function removeAllButLogs(state: State): void {
  const hosts = join(state.folder, 'hosts');
  if (!existsSync(hosts)) return;
  for (const entry of readdirSync(state.folder)) {
    if (entry !== 'hosts') rmSync(join(state.folder, entry), { recursive: true, force: true });
  }
  for (const host of readdirSync(hosts)) {
    for (const entry of readdirSync(join(hosts, host))) {
      if (entry !== 'var' && entry !== 'host.log') rmSync(join(hosts, host, entry), { recursive: true, force: true });
    }
    for (const entry of ['lib', 'spool']) rmSync(join(hosts, host, 'var', entry), { recursive: true, force: true });
  }
}
