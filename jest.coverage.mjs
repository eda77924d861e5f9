import config from './jest.config.mjs';

/** Tests that hold code to time limits: alone on the machine, and without V8's counters, which slow code down. jest.timed.mjs runs them. */
export const TIMED = [
  '/catalog/reader/reader\\.test\\.ts$',
  '/expression/engine/bounds\\.test\\.ts$',
  '/lambda/policy/bounds\\.test\\.ts$',
  '/lambda/(schema/work|work/\\w+)\\.test\\.ts$',
  '/local/(aws/lambda|private-api/overload|stack|toolkit)\\.test\\.ts$',
  '/targets/contract\\.test\\.ts$',
  '/targets/\\w+/(failure|stream)\\.test\\.ts$',
];

/**
 * Tests that gain nothing from these counters: tests of several processes together (a local stack, the command line), and long
 * searches. jest.uncovered.mjs runs them.
 */
export const UNCOVERED = [
  '/test/(bench/client|client|docs|e2e|examples|requirements|ric)/.*\\.test\\.ts$',
  '/catalog/model\\.test\\.ts$',
  '/lambda/hostile/\\w+\\.test\\.ts$',
];

/**
 * `npm run coverage`, a job of its own in CI, since V8's counters double the time. `npm test` runs the same tests without them, as
 * `npm run covered`.
 */
// biome-ignore lint/style/noDefaultExport: jest reads its configuration from a default export
export default {
  ...config,
  testPathIgnorePatterns: [...config.testPathIgnorePatterns, ...TIMED, ...UNCOVERED],
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
