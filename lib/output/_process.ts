import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import fs from 'node:fs';
import { hostname } from 'node:os';

/** Where a process number means something: this boot of this machine, and in it this container. */
export function processSpace(): string {
  try {
    return digest(fs.readFileSync('/proc/sys/kernel/random/boot_id', 'utf8') + fs.readlinkSync('/proc/self/ns/pid'));
  } catch {
    return digest(hostname());
  }
}

/**
 * When a process started, as an opaque word; `gone` for one that ended and waits for its parent to notice (its number
 * still answers); undefined: not known here.
 */
export function startOf(pid: number): string | undefined {
  return process.platform === 'linux' ? startByProc(pid) : startByPs(pid);
}

function startByProc(pid: number): string | undefined {
  try {
    const stat = fs.readFileSync(`/proc/${pid}/stat`, 'utf8');
    // The second field, the command, may hold spaces and parentheses.
    const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
    return /^[ZXx]$/.test(fields[0] ?? '') ? 'gone' : fields[19];
  } catch {
    return undefined;
  }
}

function startByPs(pid: number): string | undefined {
  try {
    const text = execFileSync('ps', ['-o', 'stat=,lstart=', '-p', String(pid)], {
      env: { ...process.env, LC_ALL: 'C', TZ: 'UTC' },
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    });
    const [, state, start] = /^\s*(\S+)\s+(.*\S)/.exec(text) ?? [];
    if (!state || !start) return undefined;
    return state.startsWith('Z') ? 'gone' : digest(start);
  } catch {
    return undefined;
  }
}

/**
 * Whether the process that started then still runs; one that got its number later does not count.
 * @param start undefined: not known
 */
export function isAlive(pid: number, start?: string): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    // EPERM: there is one, of another user.
    if ((error as NodeJS.ErrnoException).code !== 'EPERM') return false;
  }
  const now = startOf(pid);
  return start === undefined || now === undefined || now === start;
}

function digest(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 12);
}
