import { readFileSync } from 'node:fs';
import type { Host } from '../lab/machine/host';
import { allPids, networkOf } from '../lab/process/proc';

/** What the processes of a command on a machine have taken so far. */
export interface Usage {
  /** Milliseconds on a core. */
  readonly cpu: number;
  /** MiB that lie in memory. */
  readonly memory: number;
}

/** Ticks of /proc a second, on every Linux that Node.js runs on. */
const TICKS = 100;

export function usageOf(host: Host, command: string): Usage {
  const network = networkOf(host.pid);
  const pids = allPids().filter((pid) => networkOf(pid) === network && read(pid, 'comm').trim() === command);
  return {
    cpu: pids.reduce((sum, pid) => sum + cpuOf(pid), 0),
    memory: pids.reduce((sum, pid) => sum + Number(/^VmRSS:\s+(\d+)/m.exec(read(pid, 'status'))?.[1] ?? 0), 0) / 1024,
  };
}

/** Milliseconds that all cores have worked since the machine came up. */
export function busy(): number {
  const [user = 0, nice = 0, system = 0, , , irq = 0, softirq = 0] = readFileSync('/proc/stat', 'utf8')
    .slice('cpu'.length)
    .split('\n', 1)
    .flatMap((line) => line.trim().split(/\s+/).map(Number));
  return ((user + nice + system + irq + softirq) * 1000) / TICKS;
}

function cpuOf(pid: number): number {
  const stat = read(pid, 'stat');
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return ((Number(fields[11] ?? 0) + Number(fields[12] ?? 0)) * 1000) / TICKS;
}

function read(pid: number, file: string): string {
  try {
    return readFileSync(`/proc/${pid}/${file}`, 'utf8');
  } catch {
    return '';
  }
}
