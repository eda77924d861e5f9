/** `npm run bench [-- NAME...]`: runs the given benches, or all, prints one table and writes `bench/results/NAME.json`. */
import { auth } from './auth.ts';
import { bundle } from './bundle.ts';
import { calls } from './calls.ts';
import { catalogue } from './catalogue.ts';
import { client } from './client.ts';
import { cold } from './cold.ts';
import { endpointCost } from './endpoint-cost.ts';
import { expressions } from './expressions.ts';
import { firstResult } from './first-result.ts';
import { hostile } from './hostile.ts';
import { idleCost } from './idle-cost.ts';
import { lists } from './lists.ts';
import { loop } from './loop.ts';
import { policies } from './policies.ts';
import { relay } from './relay.ts';
import { type Bench, runBench } from './support/bench.ts';
import { report } from './support/report.ts';
import type { BenchResult } from './support/result.ts';

const benches: readonly Bench[] = [
  calls,
  lists,
  catalogue,
  cold,
  bundle,
  idleCost,
  endpointCost,
  firstResult,
  relay,
  hostile,
  expressions,
  policies,
  auth,
  client,
  loop,
];

const names = process.argv.slice(2);
const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
  console.error(`Unknown bench: ${unknown.join(', ')}. Available: ${benches.map(({ name }) => name).join(', ')}`);
  process.exit(2);
}

const results: BenchResult[] = [];
for (const bench of benches.filter(({ name }) => names.length === 0 || names.includes(name))) {
  console.error(`measuring ${bench.name} ...`);
  results.push(await runBench(bench));
}
console.log(`\n${report(results)}`);
