import type { Check } from '../check.ts';
import { expecting } from '../outcomes.ts';
import { mcpRequest, type Probed, sseArrivals } from '../probe/index.ts';
import { ROWS_TOOL } from '../server/index.ts';
import type { AfterContext } from './context.ts';
import { withKey } from './paths.ts';

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
    const params = { name: ROWS_TOOL, arguments: { rows: ROWS, intervalMs: INTERVAL_MS } };
    const more = { headers: withKey(server.key), meta: { progressToken: 1 } };
    const response = await site.probe(mcpRequest('tools/call', params, more));
    const rows = rowsIn(response);
    if (rows.length < ROWS) {
      const fix = 'Look at the log of the function stream; functions.stream.timeoutSeconds must be at least 10.';
      const seen = `It received ${response.status} with ${rows.length} rows.`;
      return [failed(seen, { fix, key: 'functions.stream.timeoutSeconds' })];
    }
    const late = latenessOf(rows);
    const seen = `The rows arrived after ${secondsOf(rows.map(({ ms }) => ms))} s, late by ${secondsOf(late)} s.`;
    const key = 'streaming.flush';
    if (medianOf(late) > LATE_MS) {
      return [failed(seen, { fix: stage.streaming.flush === 'none' ? HELD : HELD_WITH_FILLER, key })];
    }
    return [passed(seen, isFillerNeedless(rows) ? { fix: NEEDLESS, key } : {})];
  },
};

const HELD = 'Rows are held until the next write: set streaming.flush: filler, and deploy.';
const HELD_WITH_FILLER =
  'Rows are held although a filler follows each: look for a proxy that buffers between you and the load balancer; without one, ' +
  'report it with this output.';
const NEEDLESS = 'The fillers arrive at once, too, so nothing is held: streaming.flush: none would do.';

/** A row, in milliseconds. */
interface Row {
  /** When it arrived, since the request began. */
  readonly ms: number;
  /** The same, since the function sent it, by clocks that differ by an unknown time. */
  readonly travelMs: number;
  /** How much later than the row the comment after it arrived; infinite without one. */
  readonly fillerMs: number;
}

function rowsIn({ arrivals }: Probed): readonly Row[] {
  const blocks = sseArrivals(arrivals);
  return blocks.flatMap(({ data = '', ms }, index) => {
    const [, sentAt] = /"sent at (\d+)"/.exec(data) ?? [];
    if (sentAt === undefined) return [];
    const next = blocks[index + 1];
    const fillerMs = next === undefined || next.data !== undefined ? Number.POSITIVE_INFINITY : next.ms - ms;
    return [{ ms, travelMs: ms - Number(sentAt), fillerMs }];
  });
}

/** How much later than the fastest row each arrived. The last one is never held, because the end of the response follows it. */
function latenessOf(rows: readonly Row[]): readonly number[] {
  const fastest = Math.min(...rows.map(({ travelMs }) => travelMs));
  return rows.map(({ travelMs }) => travelMs - fastest);
}

/** One row may be late because the network or this machine was busy; a stream that is held delays all but the last. */
function medianOf(values: readonly number[]): number {
  return [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0;
}

function secondsOf(times: readonly number[]): string {
  return times.map((ms) => (ms / 1_000).toFixed(1)).join(', ');
}

/**
 * Whether the comment after each row arrives with it. Where small chunks are held, the filler pushes its row out, and is held itself
 * until the next write.
 */
function isFillerNeedless(rows: readonly Row[]): boolean {
  return medianOf(rows.slice(0, -1).map(({ fillerMs }) => fillerMs)) < LATE_MS;
}
