import { loadModel, synthesize, writeOutput } from './lib';

// What `npx cdk8s synth` runs: load, synthesize, write. `npm run synth` does the same with options and remarks.
const { model } = loadModel({ tenants: 'tenants', environments: 'overlays' });
writeOutput('.', synthesize(model));
