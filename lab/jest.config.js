/** @type {import('jest').Config} */
module.exports = {
  rootDir: __dirname,
  testEnvironment: 'node',
  testMatch: ['<rootDir>/**/*.lab.ts'],
  transform: { '\\.ts$': ['@swc/jest', { jsc: { target: 'es2022', parser: { syntax: 'typescript' } } }] },
  globalSetup: '<rootDir>/jest-setup.ts',
  globalTeardown: '<rootDir>/jest-teardown.ts',
  // What waits says itself what it waited for; this only ends what would hang.
  testTimeout: 300_000,
};
