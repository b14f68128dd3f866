// Runs the synth command on two states of the settings in turn, until it is killed. Says how long a run takes, and from
// then on counts what it changes on the disk: at the change that it is told it kills itself.
import fs from 'node:fs';
import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/program';

const [folder = '', change = 'none'] = process.argv.slice(2);
const io: Io = { out: () => {}, err: () => {}, exitCode: 0 };

function killAt(last: number): void {
  let changes = 0;
  for (const name of ['writeFileSync', 'renameSync', 'rmSync'] as const) {
    const original = fs[name] as (...args: unknown[]) => unknown;
    const counted = (...args: unknown[]) => {
      if (++changes === last) process.kill(process.pid, 'SIGKILL');
      return original(...args);
    };
    Object.assign(fs, { [name]: counted });
  }
}

async function forever(): Promise<never> {
  for (let round = 0; ; round++) {
    let begin = 0;
    for (const tenants of ['one', 'two']) {
      begin = performance.now();
      const code = await run(
        [
          'synth',
          '--tenants',
          `${folder}/${tenants}`,
          '--environments',
          `${folder}/overlays`,
          '--out',
          `${folder}/out`,
        ],
        io,
      );
      if (code !== 0) process.exit(code);
    }
    if (round > 0) continue;
    process.stdout.write(`${performance.now() - begin}\n`);
    killAt(Number(change));
  }
}

forever();
