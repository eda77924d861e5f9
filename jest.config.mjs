import { availableParallelism } from 'node:os';

// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default {
  testEnvironment: 'node',
  roots: ['<rootDir>/test', '<rootDir>/examples'],
  testMatch: ['**/*.test.ts'],
  // jest.cfnlint.mjs and jest.soak.mjs run these.
  testPathIgnorePatterns: ['/node_modules/', '\\.(lint|soak)\\.test\\.ts$'],
  extensionsToTreatAsEsm: ['.ts'],
  transform: {
    '^.+\\.ts$': [
      '@swc/jest',
      { jsc: { parser: { syntax: 'typescript' }, target: 'es2024' }, module: { type: 'es6' } },
    ],
  },
  modulePathIgnorePatterns: ['<rootDir>/cdk.out', '<rootDir>/dist', '<rootDir>/.spillway'],
  reporters: ['default', '<rootDir>/test/support/slowest-files.ts'],
  // A net for what hangs, not a check: with coverage and two workers the start of a local stack alone can take 30 s.
  testTimeout: 120_000,
  // Never in one process alone: what suites load there is never let go of, and after a hundred of them all is slow.
  maxWorkers: Math.max(2, availableParallelism() - 1),
  workerIdleMemoryLimit: '1GB',
};
