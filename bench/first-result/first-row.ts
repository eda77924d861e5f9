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

/** Milliseconds from the upstream's first row to the client's, one percentile per round. */
export interface FirstRows {
  readonly p50: readonly number[];
  readonly p95: readonly number[];
}

/** Number of calls; the warm-up is not counted. */
const WARM_UP = 100;
const ROUNDS = 3;
const RUNS = 100;

/** Measures the delay between the upstream's first row and the client's. Encodings alternate with each call. */
export async function measureFirstRows<W extends Way>(
  path: FirstRowPath,
  ways: readonly W[],
  receive: Receive,
): Promise<ReadonlyMap<W, FirstRows>> {
  const rounds = new Map(ways.map((way) => [way, { p50: [] as number[], p95: [] as number[] }]));
  for (let round = 0; round <= ROUNDS; round++) {
    const delays = new Map(ways.map((way) => [way, [] as number[]]));
    for (let run = 0; run < (round === 0 ? WARM_UP : RUNS); run++) {
      for (const way of ways) {
        const receivedAt = await receive(path, way);
        delays.get(way)?.push(receivedAt - path.writtenAt());
      }
    }
    if (round === 0) continue;
    for (const [way, values] of delays) {
      rounds.get(way)?.p50.push(percentile(values, 0.5));
      rounds.get(way)?.p95.push(percentile(values, 0.95));
    }
  }
  return rounds;
}
