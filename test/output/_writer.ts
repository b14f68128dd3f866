// Writes two states in turn until it is killed.
import { SYNTH_ROOTS, writeOutput } from '../../lib/output';
import { STATES } from './_states';

const outDir = process.argv[2] ?? '';
for (let round = 0; ; round++) {
  for (const state of STATES) writeOutput(outDir, state, { roots: SYNTH_ROOTS });
  if (round === 0) process.stdout.write('ready\n');
}
