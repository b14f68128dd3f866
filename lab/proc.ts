import { readdirSync, readFileSync, readlinkSync } from 'node:fs';

/** Start time of a process in clock ticks since boot; undefined: it does not live (a zombie does not). */
export function startTime(pid: number): string | undefined {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The command may hold spaces and brackets, so count from behind its last bracket.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return fields[0] === 'Z' || fields[0] === 'X' ? undefined : fields[19];
  } catch {
    return undefined;
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
