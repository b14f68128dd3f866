import { createRequire } from 'node:module';

const require = createRequire(import.meta.url);
const jest = require('./jest.config.js');
const { mutate, tests } = require('./scripts/mutants/rooms.json')[process.env.ROOM];

/** Run by `npm run mutants -- ROOM`. */
export default {
  testRunner: 'jest',
  jest: {
    config: { ...jest, roots: ['<rootDir>/test'], testMatch: tests },
    enableFindRelatedTests: false,
  },
  plugins: ['@stryker-mutator/jest-runner', './scripts/mutants/plugins.mjs'],
  ignorers: ['prose'],
  mutate,
  coverageAnalysis: 'perTest',
  concurrency: 1,
  // A slow machine must not count as a test that noticed.
  timeoutMS: 60_000,
  reporters: ['lines', 'progress-append-only'],
  tempDirName: '.stryker-tmp',
  // Nothing but the code and its tests is copied.
  ignorePatterns: [
    '/*',
    '!/lib',
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
