import { type ChildProcess, spawn } from 'node:child_process';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { bpfCgroupOf } from '../process/cgroups';

export interface Target {
  readonly kind: 'tcp' | 'dns' | 'ping';
  readonly address: string;
  /** Of TCP. */
  readonly port?: number;
}

/** `refused`: the target, or a machine in its place, has refused the connection. `silent`: nothing came back. */
export type Outcome = 'open' | 'refused' | 'unreachable' | 'silent';

/** Programs that replace kube-proxy run by control group, so that the prober has to be in the group of its pod. */
const JOIN = 'echo $$ >"$1/cgroup.procs"; shift; exec "$@"';

/** A process in the network of a pod or a machine that accepts connections and tries others. Root there, whatever the pod may be. */
export class Prober {
  private readonly waiting = new Map<number, (outcomes: readonly Outcome[]) => void>();
  private asked = 0;

  private constructor(
    private readonly child: ChildProcess,
    private readonly name: string,
  ) {}

  /**
   * @param pid a process of the pod or the machine
   * @param ports at which it accepts TCP connections. Default: none
   */
  static async start(name: string, pid: number, ports: readonly number[] = []): Promise<Prober> {
    const program = [process.execPath, join(__dirname, 'prober-program.js'), ...ports.map(String)];
    const prober = ['nsenter', `--net=/proc/${pid}/ns/net`, '--', ...program];
    const child = spawn('sh', ['-c', JOIN, 'join', bpfCgroupOf(pid), ...prober], {
      stdio: ['pipe', 'pipe', 'inherit'],
    });
    const started = new Prober(child, name);
    const isReady = new Promise<readonly Outcome[]>((resolve) => started.waiting.set(0, resolve));
    createInterface({ input: child.stdout }).on('line', (line) => {
      const { id, outcomes } = JSON.parse(line) as { id: number; outcomes: readonly Outcome[] };
      started.waiting.get(id)?.(outcomes);
      started.waiting.delete(id);
    });
    const ended = new Promise<never>((_, reject) => {
      child.once('error', reject);
      child.once('exit', (code) => reject(new Error(`the prober of ${name} ended with ${code}`)));
    });
    await Promise.race([isReady, ended]);
    ended.catch(() => undefined);
    return started;
  }

  /** What came back of each target within so many milliseconds. */
  tries(targets: readonly Target[], timeout: number): Promise<readonly Outcome[]> {
    if (this.child.exitCode !== null) throw new Error(`the prober of ${this.name} has ended`);
    this.asked += 1;
    const id = this.asked;
    return new Promise((resolve) => {
      this.waiting.set(id, resolve);
      this.child.stdin?.write(`${JSON.stringify({ id, targets, timeout })}\n`);
    });
  }

  /** Resolves when it has ended, so that nothing of it is in the lab any more. */
  async stop(): Promise<void> {
    if (this.child.exitCode !== null || this.child.signalCode !== null) return;
    const ended = new Promise((resolve) => this.child.once('exit', resolve));
    this.child.stdin?.end();
    await ended;
  }
}
