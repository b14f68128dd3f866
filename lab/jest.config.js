// The lab's tests of itself take longer than all other suites. `lab:test -- --all` runs them too.
const own = '<rootDir>/suites/self/';

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.lab.ts'],
  testPathIgnorePatterns: process.env.EGRESS_LAB_ALL ? [] : [own],
  // Most of the time a scenario waits: two labs side by side use two cores well.
  maxWorkers: 2,
  testSequencer: '<rootDir>/runner/sequencer.js',
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  globalSetup: '<rootDir>/runner/setup.ts',
  globalTeardown: '<rootDir>/runner/teardown.ts',
  // What waits says itself what it waited for; this only ends what would hang.
  testTimeout: 300_000,
};
