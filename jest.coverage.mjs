import config from './jest.config.mjs';

/**
 * Tests that run without V8's counters, which slow code down and count nothing in other processes: tests of several processes together
 * (a local stack, the command line), tests that hold code to time limits, and searches of many thousand states. jest.uncovered.mjs
 * runs them.
 */
export const UNCOVERED = [
  '/test/(client|docs|e2e|examples|requirements)/.*\\.test\\.ts$',
  '/catalog/model\\.test\\.ts$',
  '/catalog/reader/reader\\.test\\.ts$',
  '/dynamodb/stream\\.test\\.ts$',
  '/expression/bounds\\.test\\.ts$',
  '/lambda/hostile/\\w+\\.test\\.ts$',
  '/lambda/work/\\w+\\.test\\.ts$',
  '/local/(aws/lambda|private-api/overload|stack|toolkit)\\.test\\.ts$',
  '/targets/contract\\.test\\.ts$',
  '/targets/\\w+/(failure|stream)\\.test\\.ts$',
];

// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default {
  ...config,
  testPathIgnorePatterns: ['/node_modules/', ...UNCOVERED],
  collectCoverage: true,
  // Counts the modules that tests load. Code in other processes (the local stack's functions, much of `bin`) does not count.
  coverageProvider: 'v8',
  collectCoverageFrom: ['{bin,lib,lambda,toolkit,local}/**/*.{ts,cjs}'],
  coverageReporters: ['text-summary', 'json-summary'],
  // The floor, in percent. Raise it when a full run is well above; never lower it.
  coverageThreshold: {
    './lambda/': { lines: 95, branches: 88 },
    './toolkit/': { lines: 95, branches: 88 },
    global: { lines: 70, branches: 70 },
  },
};
