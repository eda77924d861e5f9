import { execFile } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { Scenario } from './scenarios.ts';

/** One requirement as the suite judged it; a scenario may judge the same one several times. */
export interface Check {
  readonly id: string;
  readonly status: 'SUCCESS' | 'FAILURE' | 'WARNING' | 'SKIPPED' | 'INFO';
  readonly errorMessage?: string;
}

const suite = join(
  dirname(createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json')),
  'dist/index.js',
);

/**
 * Runs one scenario of the official suite in a process of its own.
 *
 * @param url the MCP endpoint under test
 * @returns its checks; none when the suite did not run the scenario
 */
export async function runScenario(scenario: Scenario, url: string): Promise<readonly Check[]> {
  const results = await mkdtemp(join(tmpdir(), 'spillway-conformance-'));
  try {
    await runSuite(['--url', url, '--scenario', scenario.name, '--spec-version', scenario.revision, '-o', results]);
    const [folder] = await readdir(results);
    if (folder === undefined) return [];
    return JSON.parse(await readFile(join(results, folder, 'checks.json'), 'utf8'));
  } finally {
    await rm(results, { recursive: true, force: true });
  }
}

/** The suite's exit code is not asked: it knows nothing of expected failures, and its checks say more. */
function runSuite(options: readonly string[]): Promise<void> {
  return new Promise((resolve) => {
    execFile(process.execPath, [suite, 'server', ...options], { maxBuffer: 64 * 1024 * 1024 }, () => resolve());
  });
}
