import { spawn } from 'node:child_process';
import { constants } from 'node:os';
import { throwIfAborted } from './abort';

export interface Result {
  /** Exit code; 124 when it was ended for taking too long, 128 + the signal when another ended it. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

export interface RunOptions {
  /** Written to its standard input. Default: nothing. */
  readonly input?: string;
  /** Milliseconds until it is killed. Default: 60 000. */
  readonly timeout?: number;
  /** Default: this process's. */
  readonly env?: NodeJS.ProcessEnv;
  /** Default: this process's. */
  readonly cwd?: string;
}

/** Runs a command to its end. Whatever the code, it resolves; it rejects only when the command cannot be started. */
export async function run(command: readonly string[], options: RunOptions = {}): Promise<Result> {
  throwIfAborted();
  const result = await finish(command, options);
  throwIfAborted();
  return result;
}

function finish(command: readonly string[], options: RunOptions): Promise<Result> {
  const [file = '', ...args] = command;
  return new Promise((resolve, reject) => {
    // A group of its own, so that what the command has started ends with it.
    const child = spawn(file, args, { env: options.env, cwd: options.cwd, stdio: 'pipe', detached: true });
    const out: Buffer[] = [];
    const err: Buffer[] = [];
    let late = false;
    const timer = setTimeout(() => {
      late = true;
      if (child.pid) process.kill(-child.pid, 'SIGKILL');
    }, options.timeout ?? 60_000);
    child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
    child.stderr.on('data', (chunk: Buffer) => err.push(chunk));
    // A command that does not read its input is no failure of ours.
    child.stdin.on('error', () => undefined);
    child.stdin.end(options.input ?? '');
    child.on('error', (error) => {
      clearTimeout(timer);
      reject(error);
    });
    child.on('close', (code, signal) => {
      clearTimeout(timer);
      resolve({
        code: late ? 124 : (code ?? 128 + constants.signals[signal as NodeJS.Signals]),
        stdout: Buffer.concat(out).toString(),
        stderr: Buffer.concat(err).toString(),
      });
    });
  });
}

/** As `run`, but rejects with the command and its words when the code is not 0. Returns its standard output. */
export async function must(command: readonly string[], options: RunOptions = {}): Promise<string> {
  const result = await run(command, options);
  if (result.code === 0) return result.stdout;
  const words = (result.stderr || result.stdout).trim().split('\n').slice(-10).join('\n');
  throw new Error(`${command.join(' ').slice(0, 200)} ended with ${result.code}: ${words}`);
}
