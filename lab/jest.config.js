// Suites that take long and seldom find anything. `lab:test -- --all` runs them too, and so do their names.
const slow = [
  '<rootDir>/suites/scale/',
  '<rootDir>/suites/self/',
  '<rootDir>/suites/clients/',
  '<rootDir>/suites/datapath/',
  '<rootDir>/suites/policy/',
  '<rootDir>/suites/logs/',
  '<rootDir>/suites/monitoring/alerts',
  '<rootDir>/suites/live/faults',
  '<rootDir>/suites/drills/',
];

// Hundreds of tenants: hours, and programs that no other suite needs. Only their names run them, not even `--all` does.
const scale = ['<rootDir>/suites/scale/'];

const { EGRESS_LAB_ALL: isAll, EGRESS_LAB_SCALE: isScale } = process.env;

/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.lab.ts'],
  testPathIgnorePatterns: [...(isAll ? [] : slow), ...(isScale ? [] : scale)],
  // Most of the time a scenario waits: two labs side by side use two cores well.
  maxWorkers: 2,
  testSequencer: '<rootDir>/runner/sequencer.js',
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  globalSetup: '<rootDir>/runner/setup.ts',
  globalTeardown: '<rootDir>/runner/teardown.ts',
  // What waits says itself what it waited for; this only ends what would hang.
  testTimeout: 300_000,
};
