import { type Agent, STREAMED, type Way } from './agent.ts';
import { PAGED_TOOLS } from './catalog.ts';
import { CUSTOMER, PAGE_ROWS } from './rows.ts';

/** One run of an agent loop, in milliseconds from its start. */
interface Run {
  /** The first usable result of the last tool: the agent then has a result of each tool. */
  readonly firstMs: number;
  /** Every response is complete. */
  readonly endMs: number;
}

/** The number of tools in turn, and of pages that each reads. */
export interface Load {
  readonly tools: number;
  readonly pages: number;
}

/** The runs by encoding. */
export type Runs = Readonly<Record<Way, readonly Run[]>>;

/**
 * Runs an agent loop: calls each tool as soon as there is a usable result of the previous one, and continues to read earlier
 * responses meanwhile.
 */
async function runLoop(agent: Agent, { tools, pages }: Load, way: Way): Promise<Run> {
  const start = performance.now();
  const args = { customer: CUSTOMER, limit: pages * PAGE_ROWS };
  const ends: Promise<{ endedAt: number }>[] = [];
  let firstAt = start;
  for (const name of PAGED_TOOLS.slice(0, tools)) {
    const call = agent.call(name, args, way);
    ends.push(call.end);
    firstAt = await call.first;
  }
  const endedAt = Math.max(...(await Promise.all(ends)).map((end) => end.endedAt));
  return { firstMs: firstAt - start, endMs: endedAt - start };
}

/** Measures a loop in each encoding. Two agents run at the same time: one buffered, one streamed in both encodings in turn. */
export async function measureLoops(agent: Agent, load: Load, runs: number): Promise<Runs> {
  const measured: Record<Way, Run[]> = { buffered: [], SSE: [], 'JSON-lines': [] };
  for (let run = 0; run <= runs; run++) {
    const both = async (ways: readonly Way[]) => {
      for (const way of ways) {
        const outcome = await runLoop(agent, load, way);
        // The first run is only streamed and starts the functions' processes.
        if (run > 0) measured[way].push(outcome);
      }
    };
    await Promise.all([both(run > 0 ? ['buffered'] : []), both(STREAMED)]);
  }
  return measured;
}
