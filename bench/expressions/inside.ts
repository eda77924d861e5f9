/** Runs inside the bundle of `bench/expressions.ts`: evaluates each mapping by both engines, in turns, in one process. */
import jsonata from 'jsonata';
import { compileTemplate } from '../../lambda/expression/index.ts';
import { WorkBudget } from '../../lambda/work/index.ts';
import { answerOf, MAPPINGS } from './mappings.ts';

/** What a mapping costs: milliseconds of processor time of an evaluation, by round. */
export interface Cost {
  readonly name: string;
  readonly ours: readonly number[];
  readonly plain: readonly number[];
}

const ROUNDS = 7;
/** The processor's clock of a thread is coarse: evaluations are repeated until they take so long together. */
const ROUND_MS = 40;

const [items = '2000', only] = process.argv.slice(2);
const response = { status: 200, headers: {}, body: JSON.parse(answerOf(Number(items))) };
const costs: Cost[] = [];
for (const [name, source] of Object.entries(MAPPINGS)) {
  if (only !== undefined && name !== only) continue;
  costs.push(await measure(name, source));
}
process.send?.(costs);
process.disconnect();

async function measure(name: string, source: string): Promise<Cost> {
  const template = compileTemplate(`{% ${source} %}`, 'result');
  const expression = jsonata(source);
  const ours = async () => template({ args: {}, response, work: new WorkBudget() });
  const plain = async () => expression.evaluate(undefined, { args: {}, response });
  const [a, b] = [JSON.stringify(await ours()), JSON.stringify(await plain())];
  if (a !== b) throw new Error(`The results of ${name} differ.`);
  await timed(ours);
  await timed(plain);
  const rounds = { ours: [] as number[], plain: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.ours.push(await timed(ours));
    rounds.plain.push(await timed(plain));
  }
  return { name, ...rounds };
}

async function timed(evaluate: () => Promise<unknown>): Promise<number> {
  const start = process.threadCpuUsage();
  for (let count = 1; ; count += 1) {
    await evaluate();
    const { user, system } = process.threadCpuUsage(start);
    const usedMs = (user + system) / 1_000;
    if (usedMs >= ROUND_MS) return usedMs / count;
  }
}
