import { loadModel, SYNTH_ROOTS, synthesize, writeOutput } from './lib';
import { guard } from './lib/cli/guard';
import { untilIdle, whenIdle } from './lib/cli/idle';

// What `npx cdk8s synth` runs: load, synthesize, write. `npm run synth` does the same, with options and remarks.
guard(async () => {
  const environments = 'overlays';
  const load = () => loadModel({ tenants: 'tenants', environments });
  const { model } = await whenIdle(load, () => untilIdle(environments));
  writeOutput('.', synthesize(model), { roots: SYNTH_ROOTS });
});
