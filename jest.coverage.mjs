import config from './jest.config.mjs';

/**
 * Tests that hold code to time limits, and searches of many thousand states. V8's counters slow that code down several times, so they
 * run without: jest.timed.mjs.
 */
export const TIMED = [
  '/catalog/model\\.test\\.ts$',
  '/catalog/reader/reader\\.test\\.ts$',
  '/expression/bounds\\.test\\.ts$',
  '/lambda/hostile/\\w+\\.test\\.ts$',
  '/lambda/work/\\w+\\.test\\.ts$',
  '/targets/contract\\.test\\.ts$',
  '/targets/\\w+/(failure|stream)\\.test\\.ts$',
];

// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default {
  ...config,
  testPathIgnorePatterns: ['/node_modules/', ...TIMED],
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
