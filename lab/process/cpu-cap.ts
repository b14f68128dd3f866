import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { createCgroup, findCgroups } from './cgroups';

const PERIOD = 100_000;

/** One of them is in the groups that limit processors, or count their time. */
const FILES = ['cpu.max', 'cpu.cfs_quota_us', 'cpuacct.usage'];

/** A control group whose processes together use at most so much of the processors. Its lab removes it. */
export class CpuCap {
  private constructor(private readonly folders: readonly string[]) {}

  /**
   * @param name of the group, below the hierarchies
   * @param cores for example 0.5
   */
  static create(name: string, cores: number): CpuCap {
    createCgroup(name);
    // A group of cpuset, for example, takes no process before it has a processor.
    const folders = findCgroups(name).filter(
      (folder) => folder.endsWith(`/${name}`) && FILES.some((file) => existsSync(join(folder, file))),
    );
    const quota = Math.round(cores * PERIOD);
    const having = (file: string) => folders.find((folder) => existsSync(join(folder, file)));
    const second = having('cpu.max');
    const first = having('cpu.cfs_quota_us');
    if (second !== undefined) writeFileSync(join(second, 'cpu.max'), `${quota} ${PERIOD}`);
    else if (first !== undefined) writeFileSync(join(first, 'cpu.cfs_quota_us'), String(quota));
    else throw new Error('this machine has no control groups that cap processors');
    // Also a busy machine gives it what the cap allows, and the cap decides what is measured.
    if (second !== undefined) writeFileSync(join(second, 'cpu.weight'), '10000');
    else writeFileSync(join(first as string, 'cpu.shares'), '20480');
    return new CpuCap(folders);
  }

  /** The command line that enters the group, and then runs a command. */
  around(command: readonly string[]): string[] {
    const enter = this.folders.map((folder) => `echo 0 >${folder}/cgroup.procs`).join(' && ');
    return ['sh', '-c', `${enter} && exec "$@"`, 'capped', ...command];
  }

  /** Processor time that was used in it, in seconds. */
  get seconds(): number {
    for (const folder of this.folders) {
      const file = join(folder, 'cpuacct.usage');
      if (existsSync(file)) return Number(readFileSync(file, 'utf8')) / 1e9;
    }
    const stat = this.folders.map((folder) => join(folder, 'cpu.stat')).filter((file) => existsSync(file));
    const usage = stat.map((file) => /^usage_usec (\d+)$/m.exec(readFileSync(file, 'utf8'))?.[1]).find(Boolean);
    return Number(usage) / 1e6;
  }

  /** Most memory that its processes had in use at once, in MiB. */
  get peakMemory(): number {
    const pids = new Set(
      this.folders.flatMap((folder) => readFileSync(join(folder, 'cgroup.procs'), 'utf8').split('\n')),
    );
    const peaks = [...pids].filter(Boolean).map((pid) => {
      const file = `/proc/${pid}/status`;
      return existsSync(file) ? Number(/^VmHWM:\s*(\d+) kB$/m.exec(readFileSync(file, 'utf8'))?.[1] ?? 0) : 0;
    });
    return Math.round(peaks.reduce((sum, each) => sum + each, 0) / 1024);
  }
}
