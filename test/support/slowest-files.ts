const FILES = 10;

/** The part of jest's results that this reporter reads. */
interface Results {
  readonly testResults: readonly { readonly testFilePath: string; readonly perfStats: { readonly runtime: number } }[];
}

/** A jest reporter that lists the slowest test files after a run of many: the places to save time. */
// biome-ignore lint/style/noDefaultExport: jest takes a reporter from a default export
export default class SlowestFiles {
  readonly #root: string;

  constructor({ rootDir }: { readonly rootDir: string }) {
    this.#root = rootDir;
  }

  onRunComplete(_contexts: unknown, { testResults }: Results): void {
    if (testResults.length <= FILES) return;
    const slowest = testResults.toSorted((one, other) => other.perfStats.runtime - one.perfStats.runtime);
    console.log(`\nThe ${FILES} slowest test files:`);
    for (const { testFilePath, perfStats } of slowest.slice(0, FILES)) {
      const seconds = (perfStats.runtime / 1000).toFixed(1).padStart(7);
      console.log(`${seconds} s  ${testFilePath.slice(this.#root.length + 1)}`);
    }
  }
}
