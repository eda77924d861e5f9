import type { JsonObject } from '../../lambda/json.ts';
import type { Way } from './agent.ts';
import { percentile } from './percentile.ts';

/** A streaming path; the upstream that writes the first row and the client that receives it are both in this process. */
export interface FirstRowPath {
  readonly name: string;
  /** Name of the tool. */
  readonly tool: string;
  readonly args: JsonObject;
  /** When the upstream last wrote its first row, as `performance.now()`. */
  readonly writtenAt: () => number;
}

/** Sends one call and waits for its end. @returns when its first message was complete, as `performance.now()` */
export type Receive = (path: FirstRowPath, way: Way) => Promise<number>;

/** What is measured, by a name of its own. */
export interface FirstRowCase {
  readonly name: string;
  readonly path: FirstRowPath;
  readonly way: Way;
  readonly receive: Receive;
}

/** Milliseconds from the upstream's first row to the client's, one percentile per round. */
export interface FirstRows {
  readonly p50: number[];
  readonly p95: number[];
}

/** Number of calls of each case. The warm-up is not counted: V8 compiles what runs often, for some hundreds of calls. */
const WARM_UP = 500;
const ROUNDS = 3;
const RUNS = 100;

/**
 * Measures the delay between the upstream's first row and the client's. The cases alternate with each call, so that what the machine
 * does meanwhile meets all of them.
 */
export async function measureFirstRows(cases: readonly FirstRowCase[]): Promise<ReadonlyMap<string, FirstRows>> {
  const rounds = new Map<string, FirstRows>(cases.map(({ name }) => [name, { p50: [], p95: [] }]));
  for (let round = 0; round <= ROUNDS; round++) {
    const delays = new Map<string, number[]>(cases.map(({ name }) => [name, []]));
    for (let run = 0; run < (round === 0 ? WARM_UP : RUNS); run++) {
      for (const { name, path, way, receive } of cases) {
        const receivedAt = await receive(path, way);
        delays.get(name)?.push(receivedAt - path.writtenAt());
      }
    }
    if (round === 0) continue;
    for (const [name, values] of delays) {
      rounds.get(name)?.p50.push(percentile(values, 0.5));
      rounds.get(name)?.p95.push(percentile(values, 0.95));
    }
  }
  return rounds;
}
