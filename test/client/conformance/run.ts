import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Scenario, scenariosOf } from './scenarios.ts';

const SUITE = createRequire(import.meta.url).resolve('@modelcontextprotocol/conformance/package.json');
const CLIENT = fileURLToPath(new URL('../support/conformance-client.ts', import.meta.url));
const RUNS_AT_ONCE = 2;

/** `npm run conformance:client`: the official suite drives clients of both SDKs through the transport. Ends with 1 if one fails. */
async function main(): Promise<void> {
  const results = await mkdtemp(join(tmpdir(), 'spillway-client-conformance-'));
  const waiting = (['v1', 'v2'] as const).flatMap((sdk) => scenariosOf(sdk).map((scenario) => ({ sdk, ...scenario })));
  let passed = 0;
  let failed = 0;
  const work = async (): Promise<void> => {
    for (let next = waiting.shift(); next !== undefined; next = waiting.shift()) {
      const { ok, output } = await run(next.sdk, next, results);
      console.log(`${ok ? 'passed' : 'FAILED'}  SDK ${next.sdk}  ${next.revision}  ${next.name}`);
      if (ok) passed += 1;
      else {
        failed += 1;
        console.log(output);
      }
    }
  };
  try {
    await Promise.all(Array.from({ length: RUNS_AT_ONCE }, work));
  } finally {
    await rm(results, { recursive: true, force: true });
  }
  console.log(`${passed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function run(sdk: string, { name, revision }: Scenario, results: string): Promise<{ ok: boolean; output: string }> {
  const command = `${process.execPath} --import tsx ${CLIENT} ${sdk}`;
  const words = ['client', '--command', command, '--scenario', name, '--spec-version', revision, '-o', results];
  return new Promise((resolve) => {
    execFile(process.execPath, [join(dirname(SUITE), 'dist/index.js'), ...words], (error, stdout, stderr) => {
      const output = stdout + stderr;
      resolve({ ok: error === null && output.includes('OVERALL: PASSED'), output });
    });
  });
}

await main();
