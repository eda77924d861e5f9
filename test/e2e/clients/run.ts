/**
 * `npm run clients [-- --accept] [-- NAME...]`: runs the given clients, or all, against a local stack of its own, prints the
 * table, and writes `results.json` and `docs/clients.md`. Ends with 1, and writes nothing, when a step fails that passed in
 * the committed results; `--accept` writes them all the same.
 * `npm run clients -- --auth`: runs the clients that refuse redirects with keys and tokens, and writes nothing.
 */
import { readFile, writeFile } from 'node:fs/promises';
import { parseArgs } from 'node:util';
import { checkCredentials } from './credentials.ts';
import { PAGE, RESULTS_FILE, readResults, withResults } from './page.ts';
import { type ClientResult, mergeResults, regressionsOf, renderResults } from './results.ts';
import { runClient } from './run-client.ts';
import { startMatrixStack } from './stack.ts';
import { STEPS } from './steps.ts';
import { CLIENTS } from './versions.ts';

const { values, positionals } = parseArgs({
  options: { accept: { type: 'boolean', default: false }, auth: { type: 'boolean', default: false } },
  allowPositionals: true,
});
const known = CLIENTS.map(({ name }) => name);
const unknown = positionals.filter((name) => !known.includes(name));
if (unknown.length > 0) {
  console.error(`Unknown client: ${unknown.join(', ')}. Available: ${known.join(', ')}`);
  process.exit(2);
}

if (values.auth) process.exit((await checkCredentials()) ? 0 : 1);

const results: ClientResult[] = [];
const stack = await startMatrixStack();
try {
  for (const client of CLIENTS.filter(({ name }) => positionals.length === 0 || positionals.includes(name))) {
    const result = await runClient(client, stack.endpoint);
    results.push(result);
    console.error(summaryOf(result));
  }
} finally {
  await stack.stop();
}

console.log(renderResults({ clients: results }));
const before = readResults();
const regressions = regressionsOf(before, results);
for (const { title, step, note } of regressions) console.error(`Regression: ${title}, ${step}: ${note}`);
if (regressions.length > 0 && !values.accept) {
  process.exitCode = 1;
} else {
  const merged = mergeResults(before, results, known);
  await writeFile(RESULTS_FILE, `${JSON.stringify(merged, undefined, 2)}\n`);
  await writeFile(PAGE, withResults(await readFile(PAGE, 'utf8'), merged));
}

function summaryOf({ title, cells, skipped }: ClientResult): string {
  if (cells === undefined) return `${title}: skipped: ${skipped}`;
  const count = (outcome: string): number => STEPS.filter((step) => cells[step].outcome === outcome).length;
  return `${title}: ${count('passed')} passed, ${count('failed')} failed, ${count('unsupported')} unsupported`;
}
