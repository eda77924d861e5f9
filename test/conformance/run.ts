import { fileURLToPath } from 'node:url';
import { spillway } from '../e2e/support/command-line.ts';
import { startTestStack } from '../e2e/support/stack.ts';
import { type ExpectedFailures, readExpectedFailures } from './expected-failures.ts';
import { judge } from './judge.ts';
import { type Batch, planRuns, readListed } from './plan.ts';
import { type Judged, lineOf, summaryOf } from './report.ts';
import { runSuite } from './suite.ts';

/** Runs of the suite at a time: its time is mostly waiting, and its patience with a slow server is short. */
const RUNS_AT_ONCE = 2;

/**
 * `npm run conformance`: the official suite against a local stack of its own, which plays a stage of its own, with fixtures that
 * came in through `spillway apply`. Ends with 1 when a check fails that is not listed, or a listed one does not.
 */
async function main(): Promise<void> {
  const plan = planRuns(await readListed());
  const expectedFailures = await readExpectedFailures(here('expected-failures.yaml'), plan.batches);
  const stack = await startTestStack({ stage: 'conformance', stages: 'test/conformance/config' });
  const judged: Judged[] = [];
  try {
    const applied = await spillway(['apply', '-f', here('catalog'), '--local'], stack.directory);
    if (applied.code !== 0) throw new Error(`The fixtures could not be applied:\n${applied.stderr}`);
    const waiting = [...plan.batches];
    const work = async (): Promise<void> => {
      for (let batch = waiting.shift(); batch; batch = waiting.shift()) {
        judged.push(...(await runBatch(batch, `${stack.endpoint}/mcp/conformance`, expectedFailures)));
      }
    };
    await Promise.all(Array.from({ length: RUNS_AT_ONCE }, work));
  } finally {
    await stack.stop();
  }
  for (const line of summaryOf(judged, plan)) console.log(line);
  process.exitCode = judged.some(({ verdict }) => verdict.outcome === 'failed') ? 1 : 0;
}

async function runBatch({ revision, selection, scenarios }: Batch, url: string, expectedFailures: ExpectedFailures) {
  const { checks, lastWords } = await runSuite(selection, url);
  const judged = scenarios.map((scenario): Judged => {
    return { scenario, revision, verdict: judge(checks.get(scenario), expectedFailures(scenario, revision)) };
  });
  for (const one of judged) console.log(lineOf(one));
  if (scenarios.some((scenario) => !checks.has(scenario))) console.log(`The suite's last words:\n${lastWords}`);
  return judged;
}

function here(name: string): string {
  return fileURLToPath(new URL(name, import.meta.url));
}

await main();
