import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** One requirement as the suite judged it; a scenario may judge the same one several times. */
export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

/** What a run of the suite left behind. */
export interface SuiteRun {
  /** The checks of each scenario that ran to its end, by its name. */
  readonly checks: ReadonlyMap<string, readonly Check[]>;
  /** What it said last, for whoever has to find out why a scenario is missing. */
  readonly lastWords: string;
}

const PACKAGE = dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json'));
const OUTPUT_BYTES = 64 * 1024 * 1024;
const LAST_LINES = 20;
/** `server-{scenario}-{time}`: how the suite names what it leaves of a scenario. */
const RESULTS = /^server-(.+)-\d{4}-\d{2}-\d{2}T[\d-]+Z$/;

/**
 * Runs the official suite in a process of its own.
 *
 * @param selection options that say which scenarios, such as `--requirements 2026-07-28`
 * @param url the MCP endpoint under test
 */
export async function runSuite(selection: readonly string[], url: string): Promise<SuiteRun> {
  const results = await mkdtemp(join(tmpdir(), 'spillway-conformance-'));
  try {
    // The exit code is not asked: it knows nothing of expected failures, and the checks say more.
    const output = await suite(['server', '--url', url, ...selection, '-o', results]);
    const lastWords = output.trimEnd().split('\n').slice(-LAST_LINES).join('\n');
    return { checks: await readResults(results), lastWords };
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

/** What `conformance list` says, which needs no server. */
export function listScenarios(options: readonly string[]): Promise<string> {
  return suite(['list', ...options]);
}

async function readResults(directory: string): Promise<ReadonlyMap<string, readonly Check[]>> {
  const checks = new Map<string, readonly Check[]>();
  for (const folder of await readdir(directory)) {
    const [, scenario] = RESULTS.exec(folder) ?? [];
    // A scenario that did not come to its end leaves an empty folder.
    if (scenario === undefined || !(await readdir(join(directory, folder))).includes('checks.json')) continue;
    checks.set(scenario, JSON.parse(await readFile(join(directory, folder, 'checks.json'), 'utf8')));
  }
  return checks;
}

function suite(words: readonly string[]): Promise<string> {
  const main = join(PACKAGE, 'dist/index.js');
  return new Promise((resolve) => {
    execFile(process.execPath, [main, ...words], { maxBuffer: OUTPUT_BYTES }, (_error, stdout, stderr) =>
      resolve(stdout + stderr),
    );
  });
}
