import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const { mutate } = require('./scripts/mutants/rooms.json')[process.env.ROOM];

/** Run by `npm run mutants -- ROOM`. */
export default {
  testRunner: 'in-process',
  plugins: ['./scripts/mutants/plugins.mjs'],
  ignorers: ['prose'],
  mutate: mutate.map((path) => (path.endsWith('.ts') ? path : `${path}/**/*.ts`)),
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // A slow machine must not count as a test that noticed.
  timeoutMS: 30_000,
  reporters: ['lines', 'progress-append-only'],
  tempDirName: '.stryker-tmp',
  // Nothing but the code and its tests is copied.
  ignorePatterns: [
    '/*',
    '!/lib',
    '!/scripts',
    '!/test',
    '!/examples',
    '!/imports',
    '!/schemas',
    '!/tenants',
    '!/overlays',
    '!/*.json',
    '!/*.js',
  ],
  allowConsoleColors: false,
};
