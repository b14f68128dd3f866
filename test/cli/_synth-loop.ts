// Runs the synth command on two states of the settings in turn, until it is killed.
import type { Io } from '../../lib/cli/io';
import { run } from '../../lib/cli/program';

const [folder = ''] = process.argv.slice(2);
const io: Io = { out: () => {}, err: () => {}, exitCode: 0 };

async function forever(): Promise<never> {
  for (let round = 0; ; round++) {
    for (const tenants of ['one', 'two']) {
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
    if (round === 0) process.stdout.write('ready\n');
  }
}

forever();
