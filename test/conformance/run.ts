import { fileURLToPath } from 'node:url';
import { spillway } from '../e2e/support/command-line.ts';
import { startTestStack } from '../e2e/support/stack.ts';
import { readExpectedFailures } from './expected-failures.ts';
import { judge, type Verdict } from './judge.ts';
import { type Scenario, scenarios } from './scenarios.ts';
import { runScenario } from './suite.ts';

/**
 * `npm run conformance`: the official suite against a local stack of its own, with fixtures that came in through `spillway
 * apply`. Ends with 1 when a check fails that is not listed, or a listed one does not.
 */
async function main(): Promise<void> {
  const expectedFailures = await readExpectedFailures(here('expected-failures.yaml'), scenarios);
  const stack = await startTestStack();
  const verdicts: Verdict[] = [];
  try {
    const applied = await spillway(['apply', '-f', here('catalog'), '--local'], stack.directory);
    if (applied.code !== 0) throw new Error(`The fixtures could not be applied:\n${applied.stderr}`);
    const url = `${stack.endpoint}/mcp/conformance`;
    for (const scenario of scenarios) {
      const verdict = judge(await runScenario(scenario, url), expectedFailures.get(scenario.name) ?? new Set());
      console.log(lineOf(scenario, verdict));
      verdicts.push(verdict);
    }
  } finally {
    await stack.stop();
  }
  const failed = verdicts.filter(({ passed }) => !passed).length;
  console.log(`${verdicts.length - failed} passed, ${failed} failed`);
  process.exitCode = failed === 0 ? 0 : 1;
}

function lineOf({ name, revision }: Scenario, { passed, satisfied, expected, problems }: Verdict): string {
  const listed = expected.length === 0 ? '' : `; ${expected.length} fail as expected`;
  const line = `${passed ? 'ok  ' : 'FAIL'}  ${revision}  ${name} (checks: ${satisfied} hold${listed})`;
  return [line, ...problems.map((problem) => `      ${problem}`)].join('\n');
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

await main();
