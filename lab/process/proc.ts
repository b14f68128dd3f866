import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Start time of a process in clock ticks since boot; undefined: it does not live (a zombie does not). */
export function startTime(pid: number): string | undefined {
  const [state, ...fields] = statOf(pid);
  return state === 'Z' || state === 'X' ? undefined : fields[18];
}

/** Whether a signal has stopped it. */
export function isStopped(pid: number): boolean {
  return statOf(pid)[0] === 'T';
}

/** Its state and what follows that in /proc; empty: it is gone. */
function statOf(pid: number): string[] {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may hold spaces and brackets, so count from behind its last bracket.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  } catch {
    return [];
  }
}

export function isSameProcess(process: { readonly pid: number; readonly started: string }): boolean {
  return startTime(process.pid) === process.started;
}

export function allPids(): number[] {
  return readdirSync('/proc')
    .filter((entry) => /^\d+$/.test(entry))
    .map(Number);
}

/** Pids of the processes, but for this one, whose environment says `name=value`. Those of other users are not seen. */
export function pidsWithEnvironment(name: string, value: string): number[] {
  const wanted = `${name}=${value}`;
  return allPids().filter((pid) => {
    if (pid === process.pid) return false;
    try {
      return (
        readFileSync(`/proc/${pid}/environ`, 'latin1').split('\0').includes(wanted) && startTime(pid) !== undefined
      );
    } catch {
      return false;
    }
  });
}

/** The network namespace of a process, for example `net:[4026531840]`; undefined: it is gone. */
export function networkOf(pid: number): string | undefined {
  try {
    return readlinkSync(`/proc/${pid}/ns/net`);
  } catch {
    return undefined;
  }
}

export function commandLine(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').split('\0').join(' ').trim();
  } catch {
    return '';
  }
}

/** Pids of the processes of a pod's containers, by the name of its control group. */
export function pidsOfPod(uid: string): number[] {
  return allPids().filter((pid) => groupsOf(pid).includes(`/pod${uid}/`));
}

/** Pids of the processes of a container, by its ID as its pod's status has it, for example `containerd://0a1b2c`. */
export function pidsOfContainer(id: string): number[] {
  const [, name = ''] = id.split('://');
  if (name === '') throw new Error(`"${id}" is not the ID of a container`);
  return allPids().filter((pid) => groupsOf(pid).includes(name));
}

/** Sends a signal to processes, of which some may have ended. */
export function sendAll(pids: readonly number[], signal: NodeJS.Signals): void {
  for (const pid of pids) {
    try {
      process.kill(pid, signal);
    } catch (error) {
      // It ended together with one before it.
      if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
    }
  }
}

function groupsOf(pid: number): string {
  try {
    return readFileSync(`/proc/${pid}/cgroup`, 'utf8');
  } catch {
    return '';
  }
}
