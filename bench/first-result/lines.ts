import { setTimeout as pause } from 'node:timers/promises';
import { type Listening, listen } from './listen.ts';
import { ROWS } from './rows.ts';

/** An upstream that answers rows as lines, the first one alone. */
export interface LinesUpstream extends Listening {
  /** When it last began to write a first row, by `performance.now()`. */
  readonly firstRowAt: number;
}

/** Rows that each answer has. */
export const LINES = ROWS.slice(0, 5);

/** Milliseconds between head, first row and the rest: each is on its own way. */
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
