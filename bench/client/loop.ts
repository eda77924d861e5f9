import { SpillwayClient } from '../../client/index.ts';
import { AGENT_SERVER, PAGED_TOOLS } from '../first-result/catalog.ts';
import { CUSTOMER, PAGE_ROWS } from '../first-result/rows.ts';

/** How the agent waits for each step. */
export const LOOPS = ['streamed', 'buffered'] as const;

export type Loop = (typeof LOOPS)[number];

/** One run of an agent loop, in milliseconds from its start. */
export interface LoopTimes {
  /** The last step has its first row: the agent has something to work on from each step. */
  readonly firstRowMs: number;
  /** Every step has its complete result: the agent can answer. */
  readonly answerMs: number;
}

/** Steps of the loop. */
export const STEPS = 3;
/** Pages that each step reads. */
export const PAGES = 20;

/**
 * Runs the loop once. Each step calls a tool as soon as the step before has something to work on: streamed, its first partial
 * result; buffered, its result.
 *
 * @param endpoint of the deployment
 */
async function runLoop(endpoint: string, loop: Loop): Promise<LoopTimes> {
  const client = new SpillwayClient({ url: endpoint });
  const args = { customer: CUSTOMER, limit: PAGES * PAGE_ROWS };
  const startedAt = performance.now();
  const results: Promise<void>[] = [];
  for (const tool of PAGED_TOOLS.slice(0, STEPS)) {
    const call = client.call(AGENT_SERVER, tool, args);
    if (loop === 'buffered') {
      check(await call.result());
      continue;
    }
    const first = Promise.withResolvers<void>();
    const read = async (): Promise<void> => {
      for await (const part of call) {
        first.resolve();
        if (part.type === 'result') check(part.result);
      }
    };
    results.push(read());
    await Promise.race([first.promise, results.at(-1)]);
  }
  const firstRowMs = performance.now() - startedAt;
  await Promise.all(results);
  return { firstRowMs, answerMs: performance.now() - startedAt };
}

/** Measures both loops, in turns. The first run of each is not counted: it starts the processes of the functions. */
export async function measureLoops(
  endpoint: string,
  runs: number,
): Promise<Readonly<Record<Loop, readonly LoopTimes[]>>> {
  const measured: Record<Loop, LoopTimes[]> = { streamed: [], buffered: [] };
  for (let run = 0; run <= runs; run++) {
    for (const loop of LOOPS) {
      const times = await runLoop(endpoint, loop);
      if (run > 0) measured[loop].push(times);
    }
  }
  return measured;
}

function check({ isError, content }: { readonly isError?: boolean; readonly content: unknown }): void {
  if (isError === true) throw new Error(`a step of the loop failed: ${JSON.stringify(content)}`);
}
