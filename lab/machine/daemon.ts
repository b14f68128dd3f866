import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, writeFileSync } from 'node:fs';
import { setTimeout as sleep } from 'node:timers/promises';
import { throwIfAborted } from '../process/abort';
import { isSameProcess, isStopped, startTime } from '../process/proc';
import { waitFor } from '../process/wait';

interface Record {
  readonly pid: number;
  readonly started: string;
  readonly command: readonly string[];
  readonly env: NodeJS.ProcessEnv;
}

/** A process that a host runs until it is stopped. Its record lies in a file, so another process can take it over. */
export class Daemon {
  /**
   * @param host name of the host that runs it
   * @param log file of what it prints
   * @param file file of the record
   */
  constructor(
    readonly name: string,
    readonly host: string,
    readonly log: string,
    private readonly file: string,
  ) {}

  /** Starts it, or starts it again. Rejects when the command cannot be started. */
  async launch(command: readonly string[], env: NodeJS.ProcessEnv): Promise<void> {
    throwIfAborted();
    const [file = '', ...args] = command;
    const log = openSync(this.log, 'a');
    const child = spawn(file, args, { env, detached: true, stdio: ['ignore', log, log] });
    closeSync(log);
    await new Promise((resolve, reject) => {
      child.once('error', reject);
      child.once('spawn', resolve);
    });
    child.unref();
    throwIfAborted();
    const pid = child.pid as number;
    const record: Record = { pid, started: startTime(pid) ?? 'gone', command, env };
    writeFileSync(this.file, JSON.stringify(record), { mode: 0o600 });
  }

  get isAlive(): boolean {
    return isSameProcess(this.record);
  }

  /** Sends the signal (default SIGKILL) and waits until it is gone; for SIGSTOP and SIGCONT it does not wait. */
  async stop(signal: NodeJS.Signals = 'SIGKILL'): Promise<void> {
    const { pid } = this.record;
    if (!this.signal(signal) || signal === 'SIGSTOP' || signal === 'SIGCONT') return;
    await waitFor(`${this.name} on ${this.host} ends`, async () => !isGroupAlive(pid), { timeout: 30_000 });
  }

  /** Starts it again as it was started before; a frozen one goes on instead. */
  async start(): Promise<void> {
    if (this.isAlive) await this.goOn();
    else await this.launch(this.record.command, this.record.env);
  }

  /** The command that entered the namespaces stops itself once more when it sees that what it has started was stopped. */
  private async goOn(): Promise<void> {
    const { pid } = this.record;
    this.signal('SIGCONT');
    const goesOn = async () => {
      await sleep(50);
      if (!isStopped(pid)) return true;
      this.signal('SIGCONT');
      return false;
    };
    await waitFor(`${this.name} on ${this.host} goes on`, goesOn, { interval: 0 });
  }

  /** The last lines of its log. */
  tail(lines = 15): string {
    try {
      return readFileSync(this.log, 'utf8').trimEnd().split('\n').slice(-lines).join('\n');
    } catch {
      return '';
    }
  }

  /** False: it does not live. */
  private signal(signal: NodeJS.Signals): boolean {
    const record = this.record;
    if (!isSameProcess(record)) return false;
    // It leads a group: the command that entered the namespaces, and what was started in them.
    process.kill(-record.pid, signal);
    return true;
  }

  private get record(): Record {
    return JSON.parse(readFileSync(this.file, 'utf8')) as Record;
  }
}

function isGroupAlive(group: number): boolean {
  try {
    process.kill(-group, 0);
    return true;
  } catch {
    return false;
  }
}
