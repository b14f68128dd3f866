/** Run by `npm run mutants -- ROOM`, which says what to mutate. */
export default {
  testRunner: 'in-process',
  plugins: ['./scripts/mutants/plugins.mjs'],
  ignorers: ['prose'],
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
