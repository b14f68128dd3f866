import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';

export interface Target {
  readonly address: string;
  readonly port: number;
}

interface Answer {
  readonly id: number;
  readonly open: readonly boolean[];
}

/** A process in the network of a pod or machine that accepts connections, and tries others. */
export class Prober {
  private readonly waiting = new Map<number, (open: readonly boolean[]) => void>();
  private asked = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {}

  /** @param pid a process in that network */
  static async start(name: string, pid: number, ports: readonly number[]): Promise<Prober> {
    const command = [process.execPath, join(__dirname, 'prober.js'), ...ports.map(String)];
    const child = spawn('nsenter', [`--net=/proc/${pid}/ns/net`, '--', ...command], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const prober = new Prober(child, name);
    const isReady = new Promise<readonly boolean[]>((resolve) => prober.waiting.set(0, resolve));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, open } = JSON.parse(line) as Answer;
      prober.waiting.get(id)?.(open);
      prober.waiting.delete(id);
    });
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the prober of ${name} ended with ${code}`)));
    });
    await Promise.race([isReady, ended]);
    ended.catch(() => undefined);
    return prober;
  }

  /** Whether a TCP connection to each target is established within so many milliseconds. */
  tries(targets: readonly Target[], timeout: number): Promise<readonly boolean[]> {
    if (this.child.exitCode !== null) throw new Error(`the prober of ${this.name} is gone`);
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin?.write(`${JSON.stringify({ id, targets, timeout })}\n`);
    });
  }

  stop(): void {
    this.child.stdin?.end();
  }
}
