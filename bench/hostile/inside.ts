/** Runs inside the bundle that `bench/hostile.ts` makes: searches for the costliest input of some subjects, in one process. */
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { compileTemplate } from '../../lambda/expression/index.ts';
import { createCheck } from '../../lambda/schema/index.ts';
import { WorkBudget } from '../../lambda/work/index.ts';
import { watchPeakMemory } from '../support/peak-memory.ts';
import { seededRandom } from '../support/random.ts';
import { hostileExpression } from './expressions.ts';
import { type Draw, hostileSchema, KEYWORDS } from './schemas.ts';
import { SHAPES } from './values.ts';

/** The costliest input that was found of a subject. */
export interface Costliest {
  readonly subject: string;
  /** What it is, to be tried again. */
  readonly input: string;
  readonly cpuMs: number;
  readonly memoryMb: number;
  /** How it ended. */
  readonly outcome: string;
  readonly tried: number;
}

interface Candidate {
  readonly seed: number;
  readonly shape: string;
  readonly bytes: number;
}

const MB = 1_000_000;
/** What a request's body may have by default. */
const BODY_BYTES = 1_000_000;
const RANDOM = 12;
const NEIGHBOURS = 6;

setFlagsFromString('--expose-gc');
const collect: () => void = runInNewContext('gc');

const subjects = process.argv.slice(2);
const results: Costliest[] = [];
for (const [index, subject] of subjects.entries()) results.push(await search(subject, index));
process.send?.(results);
process.disconnect();

/** Tries inputs at random, and then neighbours of the worst. */
async function search(subject: string, index: number): Promise<Costliest> {
  const draw = seededRandom(index + 1);
  const names = Object.keys(SHAPES);
  const shapeOf = () => names[draw(names.length)] ?? 'text';
  let worst = await measure(subject, { seed: draw(2 ** 30), shape: shapeOf(), bytes: BODY_BYTES });
  let best: Candidate | undefined;
  const consider = async (candidate: Candidate) => {
    const found = await measure(subject, candidate);
    if (costOf(found) <= costOf(worst)) return;
    worst = found;
    best = candidate;
  };
  for (let round = 0; round < RANDOM; round += 1) {
    await consider({ seed: draw(2 ** 30), shape: shapeOf(), bytes: draw(4) === 0 ? BODY_BYTES / 10 : BODY_BYTES });
  }
  for (let round = 0; round < NEIGHBOURS && best !== undefined; round += 1) {
    await consider(
      round % 2 === 0 ? { ...best, shape: shapeOf() } : { ...best, bytes: Math.floor(best.bytes / (2 + draw(8))) },
    );
  }
  return { ...worst, tried: 1 + RANDOM + NEIGHBOURS };
}

function costOf({ cpuMs, memoryMb }: Costliest): number {
  return Math.max(cpuMs / 1_000, memoryMb / 128);
}

async function measure(subject: string, { seed, shape, bytes }: Candidate): Promise<Costliest> {
  const draw: Draw = seededRandom(seed);
  const args = { a: SHAPES[shape]?.(bytes) ?? null };
  const isKeyword = Object.hasOwn(KEYWORDS, subject);
  const source = isKeyword ? JSON.stringify(hostileSchema(subject, draw)) : hostileExpression(subject, draw);
  const run = isKeyword ? await prepareCheck(source) : compileTemplate(`{% ${source} %}`, 'body');
  collect();
  const peak = watchPeakMemory();
  const start = process.cpuUsage();
  let outcome: string;
  try {
    const value = await run({ args, work: new WorkBudget() });
    outcome = isKeyword ? (value === undefined ? 'valid' : String(value)) : 'a value';
  } catch (error) {
    outcome = error instanceof Error ? error.message : String(error);
  }
  const { user, system } = process.cpuUsage(start);
  const memoryMb = peak() / MB;
  const input = `${source.length > 300 ? `${source.slice(0, 300)}…` : source} over ${bytes} bytes of ${shape}`;
  return {
    subject,
    input,
    cpuMs: (user + system) / 1_000,
    memoryMb,
    outcome: outcome.replaceAll('\n', '; ').slice(0, 160),
    tried: 1,
  };
}

async function prepareCheck(schema: string) {
  const check = await createCheck(JSON.parse(schema));
  return ({ args, work }: { args: unknown; work: WorkBudget }) => check(args, work);
}
