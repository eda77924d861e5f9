import { statSync } from 'node:fs';

/** Runs small test files first: jest begins with the slowest, and one failure is enough. */
// biome-ignore lint/style/noDefaultExport: jest reads a sequencer from a default export
export default class SmallestFirst {
  sort(tests) {
    return [...tests].sort((a, b) => statSync(a.path).size - statSync(b.path).size);
  }

  allFailedTests(tests) {
    return tests;
  }

  cacheResults() {}
}
