import { readFile } from 'node:fs/promises';
import { parse } from 'yaml';
import { isJsonObject, type Json, type JsonObject } from '../../lambda/json.ts';
import type { Batch, Revision } from './plan.ts';

/** What may be other than passed in one scenario. */
export interface Allowed {
  /** Ids of the checks that may fail or warn. */
  readonly failures: ReadonlySet<string>;
  /** Ids of the checks that the suite may skip. */
  readonly skips: ReadonlySet<string>;
  /** Whether the suite may find nothing to check at all. */
  readonly skip: boolean;
}

/** Finds what is listed for a scenario at a revision. */
export type ExpectedFailures = (scenario: string, revision: Revision) => Allowed;

interface Entry {
  readonly scenario: string;
  /** Absent: the whole scenario, which only a skip can be. */
  readonly check: string | undefined;
  /** Absent: at all of them. */
  readonly revision: string | undefined;
}

const KEYS = ['scenario', 'check', 'revision', 'reason'];

/**
 * Reads the list of what does not pass, and why.
 *
 * @param path a YAML file with `failures` and `skipped`: lists of `{ scenario, check, revision, reason }`
 * @param batches what will run
 * @throws Error for an entry without a reason, or of something that does not run
 */
export async function readExpectedFailures(path: string, batches: readonly Batch[]): Promise<ExpectedFailures> {
  const file: unknown = parse(await readFile(path, 'utf8'));
  if (!isJsonObject(file)) throw new Error(`${path}: expected \`failures\` and \`skipped\``);
  const read = (list: 'failures' | 'skipped') => readEntries(file[list], `${path}: ${list}`, batches);
  const failures = read('failures');
  const skipped = read('skipped');
  const whole = failures.find(({ check }) => check === undefined);
  if (whole) throw new Error(`${path}: failures: ${whole.scenario} as a whole may not fail: name a check`);
  return (scenario, revision) => {
    const here = (entry: Entry) =>
      entry.scenario === scenario && (entry.revision === undefined || entry.revision === revision);
    const checks = (entries: readonly Entry[]) => entries.filter(here).flatMap(({ check }) => check ?? []);
    return {
      failures: new Set(checks(failures)),
      skips: new Set(checks(skipped)),
      skip: skipped.some((entry) => here(entry) && entry.check === undefined),
    };
  };
}

function readEntries(value: Json | undefined, where: string, batches: readonly Batch[]): readonly Entry[] {
  if (!Array.isArray(value)) throw new Error(`${where}: expected a list`);
  return (value as readonly Json[]).map((entry, index) => {
    if (!isJsonObject(entry)) throw new Error(`${where}[${index}]: expected a mapping`);
    return readEntry(entry, `${where}[${index}]`, batches);
  });
}

function readEntry(entry: JsonObject, where: string, batches: readonly Batch[]): Entry {
  const { scenario, check, revision, reason } = entry;
  const unknown = Object.keys(entry).find((key) => !KEYS.includes(key));
  if (unknown !== undefined) throw new Error(`${where}: unknown key ${unknown}`);
  if (typeof reason !== 'string' || reason.trim() === '') throw new Error(`${where}: expected a reason`);
  if (typeof scenario !== 'string' || !isText(check) || !isText(revision)) throw new Error(`${where}: expected texts`);
  const runs = batches.some(
    (batch) => batch.scenarios.includes(scenario) && (revision === undefined || batch.revision === revision),
  );
  if (!runs) throw new Error(`${where}: ${scenario} does not run${revision === undefined ? '' : ` at ${revision}`}`);
  return { scenario, check, revision };
}

function isText(value: Json | undefined): value is string | undefined {
  return value === undefined || typeof value === 'string';
}
