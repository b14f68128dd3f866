import { loadModel, SYNTH_ROOTS, synthesize, writeOutput } from './lib';
import { guard } from './lib/cli/guard';

// What `npx cdk8s synth` runs: load, synthesize, write. `npm run synth` does the same, with options and remarks.
guard(() => {
  const { model } = loadModel({ tenants: 'tenants', environments: 'overlays' });
  writeOutput('.', synthesize(model), { roots: SYNTH_ROOTS });
});
