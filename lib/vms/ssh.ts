import { spawn } from 'node:child_process';
import { EgressError } from '../errors';
import type { Vm } from './targets';

export interface Output {
  /** Null: it was ended by a signal. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  /** Why it was ended before its end. */
  readonly ended?: 'timeout' | 'most' | 'stopped';
}

/** Output of a VM beyond this length is an error. */
const MOST_CHARACTERS = 4_000_000;

/** A VM that accepts a connection and then stays silent does not delay the others for longer than this. */
const MOST_SECONDS = 60;

/**
 * Runs a shell command on a VM, without asking anyone anything. The host key is looked up under the VM's name, as
 * `apply.sh` stores it.
 *
 * @throws EgressError (2) where there is no ssh
 */
export function onVm({ address, name }: Vm, user: string, command: string): Promise<Output> {
  const options = ['BatchMode=yes', 'ConnectTimeout=10', `HostKeyAlias=${name}`, 'StrictHostKeyChecking=yes'];
  const args = [...options.flatMap((option) => ['-o', option]), `${user}@${address}`, command];
  return runProgram('ssh', args, { timeout: MOST_SECONDS * 1000, most: MOST_CHARACTERS });
}

/**
 * Runs a program that is found on PATH.
 *
 * @param onLine gets each line that it prints, as it is printed
 * @throws EgressError (2) where it is not there
 */
export function runProgram(
  program: string,
  args: readonly string[],
  options: {
    /** Milliseconds after which it is ended. */
    readonly timeout?: number;
    /** Characters after which it is ended. */
    readonly most?: number;
    /** Characters of its output that are returned: the last ones. Default: all. */
    readonly keep?: number;
    readonly onLine?: (line: string) => void;
    /** Its standard input. Default: nothing */
    readonly input?: string;
    /** Ends it, and what it has begun. A Ctrl-C at the terminal then does not. Default: nothing does */
    readonly stop?: AbortSignal;
  } = {},
): Promise<Output> {
  return new Promise((resolve, reject) => {
    const { stop } = options;
    const child = spawn(program, args, { env: process.env, stdio: 'pipe', detached: stop !== undefined });
    // A program that reads nothing may have ended before.
    child.stdin.on('error', () => undefined).end(options.input ?? '');
    let ended: Output['ended'];
    const end = (why: 'timeout' | 'most') => {
      ended ??= why;
      child.kill();
      // What it has begun may hold them open.
      child.stdout.destroy();
      child.stderr.destroy();
    };
    const terminate = () => {
      ended ??= 'stopped';
      // The whole group: a shell that waits for a program ends after it.
      if (child.pid === undefined) return;
      try {
        process.kill(-child.pid, 'SIGTERM');
      } catch {
        // It has ended by itself.
      }
    };
    stop?.addEventListener('abort', terminate);
    const timer = options.timeout === undefined ? undefined : setTimeout(() => end('timeout'), options.timeout);
    const texts = { stdout: '', stderr: '' };
    for (const stream of ['stdout', 'stderr'] as const) {
      let line = '';
      child[stream].setEncoding('utf8').on('data', (text: string) => {
        texts[stream] = (texts[stream] + text).slice(-(options.keep ?? Infinity));
        if (texts[stream].length > (options.most ?? Infinity)) end('most');
        if (!options.onLine) return;
        const lines = (line + text).split('\n');
        line = lines.pop() ?? '';
        lines.forEach(options.onLine);
      });
    }
    child.on('error', ({ code }: NodeJS.ErrnoException) => {
      clearTimeout(timer);
      reject(new EgressError(`${program} could not be run (${code}): install it, or put it on PATH`, 2));
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      stop?.removeEventListener('abort', terminate);
      resolve({ code, ...texts, ...(ended === undefined ? {} : { ended }) });
    });
  });
}
