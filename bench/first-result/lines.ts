import { setTimeout as pause } from 'node:timers/promises';
import { type Listening, listen } from './listen.ts';
import { ROWS } from './rows.ts';

/** An upstream that returns rows as lines, the first one in a chunk of its own. */
export interface LinesUpstream extends Listening {
  /** When it last wrote a first row, as `performance.now()`. */
  readonly firstRowAt: number;
}

/** The rows of each response. */
export const LINES = ROWS.slice(0, 5);

/** Milliseconds between headers, first row and the rest, so that each arrives separately. */
const PAUSE_MS = 4;

/** Starts the upstream on a free port. */
export async function startLines(): Promise<LinesUpstream> {
  const [first = '', ...rest] = LINES.map((row) => `${JSON.stringify(row)}\n`);
  const state = { firstRowAt: 0 };
  const listening = await listen(async (_, response) => {
    response.writeHead(200, { 'content-type': 'application/x-ndjson' });
    response.flushHeaders();
    await pause(PAUSE_MS);
    state.firstRowAt = performance.now();
    response.write(first);
    await pause(PAUSE_MS);
    response.end(rest.join(''));
  });
  return Object.assign(state, listening);
}
