import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import type { Scenario } from './scenarios.ts';

/** The check ids that may fail, by scenario name. */
export type ExpectedFailures = ReadonlyMap<string, ReadonlySet<string>>;

/**
 * Reads a list of expected failures in the suite's own format.
 *
 * @param path a YAML file with `server: [<scenario>:<check id>]`
 * @param scenarios the scenarios that will run
 * @throws Error for an entry that names a whole scenario, or one that does not run
 */
export async function readExpectedFailures(path: string, scenarios: readonly Scenario[]): Promise<ExpectedFailures> {
  const entries: readonly string[] = parse(await readFile(path, 'utf8')).server;
  const known = new Set(scenarios.map(({ name }) => name));
  const expected = new Map<string, Set<string>>();
  for (const entry of entries) {
    const [scenario = '', check = ''] = entry.split(':');
    if (!known.has(scenario) || check === '')
      throw new Error(`${path}: '${entry}' is not a check of a scenario that runs`);
    expected.set(scenario, (expected.get(scenario) ?? new Set()).add(check));
  }
  return expected;
}
