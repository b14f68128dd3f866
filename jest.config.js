/** @type {import('jest').Config} */
module.exports = {
  testEnvironment: '<rootDir>/test/support/environment.js',
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  transform: {
    '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }],
    '/cel-js/.*\\.js$': ['@swc/jest', { jsc: { target: 'es2022' } }],
  },
  // It comes as modules of ECMAScript only.
  transformIgnorePatterns: ['/node_modules/(?!@marcbachmann/cel-js/)'],
  // By default a machine with two cores gets one worker.
  maxWorkers: '100%',
  setupFiles: ['<rootDir>/test/support/listeners.js'],
  testSequencer: '<rootDir>/test/support/sequencer.js',
  // What hangs ends; what is slow, on a machine that does much else, does not fail.
  testTimeout: process.env.NIGHTLY ? 1_800_000 : 60_000,
  snapshotResolver: '<rootDir>/test/support/snapshot-resolver.js',
};
