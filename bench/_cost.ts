import { spawnSync } from 'node:child_process';

/** What a process took, with all that it loads. */
export interface Cost {
  /** Seconds until it ended. */
  readonly wall: number;
  /** Seconds of CPU. */
  readonly cpu: number;
  /** The part of it in the program itself. */
  readonly user: number;
  /** The part of it in the kernel, for the program. */
  readonly system: number;
  /** The most memory that it used, in MB. */
  readonly memory: number;
  /** What it printed. */
  readonly out: string;
}

/** Runs a program under GNU time, which counts the CPU of one process, in a folder. Throws where the program fails to run. */
export function cost(cwd: string, command: string, ...args: readonly string[]): Cost {
  const { stdout, stderr, error } = spawnSync('time', ['-f', '#%e %U %S %M', command, ...args], {
    cwd,
    env: { ...process.env, PATH: `${process.env.PATH}:/usr/sbin` },
    encoding: 'utf8',
    maxBuffer: 2 ** 30,
  });
  if (error) throw error;
  const [, wall, user, system, kilobytes] = /#([\d.]+) ([\d.]+) ([\d.]+) (\d+)\s*$/.exec(stderr) ?? [];
  if (kilobytes === undefined) throw new Error(`${command} was not measured: ${stderr.slice(-500)}`);
  return {
    wall: Number(wall),
    cpu: Number(user) + Number(system),
    user: Number(user),
    system: Number(system),
    memory: Number(kilobytes) / 1024,
    out: stdout,
  };
}
