import { existsSync, readFileSync } from 'node:fs';
import { findCgroups } from '../process/cgroups';
import { allPids, commandLine, pidsWithEnvironment } from '../process/proc';
import { MARKER, type State } from './state';

/** Something of a lab that is still on this machine. */
interface Leftover {
  readonly kind: 'process' | 'mount' | 'cgroup' | 'file';
  /** Path, or process number and command. */
  readonly what: string;
}

/**
 * All that is there of a lab, running or not. Its namespaces have no name and its links lie in them, so that these live
 * as long as its processes, and no longer.
 */
export function leftovers(state: State): Leftover[] {
  const cgroups = findCgroups(state.cgroup(''));
  return [
    ...processesOf(state).map((pid) => ({ kind: 'process' as const, what: `${pid} ${commandLine(pid)}` })),
    ...mountsOf(state).map((what) => ({ kind: 'mount' as const, what })),
    ...cgroups.map((what) => ({ kind: 'cgroup' as const, what })),
    ...[state.folder, state.owner].filter((path) => existsSync(path)).map((what) => ({ kind: 'file' as const, what })),
  ];
}

/** What the lab started, by its mark; and what runs in its pods, by their control groups. */
export function processesOf(state: State): number[] {
  const prefix = `/${state.cgroup('')}`;
  const inPods = allPids().filter((pid) => {
    try {
      return readFileSync(`/proc/${pid}/cgroup`, 'utf8').includes(prefix);
    } catch {
      return false;
    }
  });
  return [...new Set([...pidsWithEnvironment(MARKER, state.folder), ...inPods])];
}

/** In this machine's own view: none, unless something went wrong, since the lab mounts in namespaces of its own. */
export function mountsOf(state: State): string[] {
  return readFileSync('/proc/self/mounts', 'utf8')
    .split('\n')
    .map((line) => (line.split(' ')[1] ?? '').replace(/\\040/g, ' '))
    .filter((path) => path === state.folder || path.startsWith(`${state.folder}/`));
}
