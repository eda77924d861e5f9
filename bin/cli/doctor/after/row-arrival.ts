import type { Check } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { mcpRequest, sseArrivals } from '../probe/index.ts';
import { ROWS_TOOL } from '../server/index.ts';
import type { AfterContext } from './context.ts';
import { addressCall, withKey } from './paths.ts';

const ROWS = 5;
const INTERVAL_MS = 1_000;
/** Half an interval: a row that is held until the next one comes a whole interval late. */
const LATE_MS = INTERVAL_MS / 2;

/**
 * When rows that a tool sends a second apart arrive. On function URLs, Lambda is reported to hold a small chunk until the next write
 * (aws/aws-lambda-nodejs-runtime-interface-client#94 and #102); for a private API nobody has said, so each stage measures it.
 */
export const rowArrival: Check<AfterContext> = {
  id: 'row-arrival',
  title: 'Arrival of rows',
  needs: ['call-stream'],
  async run({ site, server, stage }) {
    const { passed, failed } = expecting(
      `Each of ${ROWS} rows, ${INTERVAL_MS / 1_000} s apart, arrives within ${LATE_MS / 1_000} s.`,
    );
    const key = 'streaming.flush';
    const headers = withKey(server.key);
    // What a request takes without any row, in a function that is warm by now.
    const { headersMs: baseMs } = await site.probe(addressCall(headers));
    const params = { name: ROWS_TOOL, arguments: { rows: ROWS, intervalMs: INTERVAL_MS } };
    const { status, arrivals } = await site.probe(
      mcpRequest('tools/call', params, { headers, meta: { progressToken: 1 } }),
    );
    const { events, comments } = sseArrivals(arrivals);
    const rows = events.filter(({ data }) => data.includes('notifications/progress')).map(({ ms }) => ms);
    if (rows.length < ROWS) {
      const fix = 'Look at the log of the function stream; functions.stream.timeoutSeconds must be at least 10.';
      return [
        failed(`It received ${status} with ${rows.length} rows.`, { fix, key: 'functions.stream.timeoutSeconds' }),
      ];
    }
    const late = rows.map((ms, index) => Math.max(0, ms - baseMs - (index + 1) * INTERVAL_MS));
    const seen = `The rows arrived after ${rows.map((ms) => (ms / 1_000).toFixed(1)).join(', ')} s.`;
    if (medianOf(late) > LATE_MS) {
      const fix =
        stage.streaming.flush === 'none'
          ? 'Rows are held until the next write: set streaming.flush: filler, and deploy.'
          : 'Rows are held although a filler follows each: a proxy between you and the load balancer may buffer; without one, report it.';
      return [failed(seen, { fix, key })];
    }
    const needless = 'The fillers arrive at once, too, so nothing is held: streaming.flush: none would do.';
    return [passed(seen, isFillerNeedless(rows, comments) ? { fix: needless, key } : {})];
  },
};

/** One row may be late because the network or this machine was busy; a stream that is held delays all but the last. */
function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

/**
 * Whether the comment after each row arrives with it. Where small chunks are held, the filler pushes its row out, and is held itself
 * until the next write.
 */
function isFillerNeedless(rows: readonly number[], comments: readonly number[]): boolean {
  const followed = rows.slice(0, -1).map((row) => comments.find((ms) => ms >= row));
  return followed.every((ms, index) => ms !== undefined && ms - (rows[index] ?? 0) < LATE_MS);
}
