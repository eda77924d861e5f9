import { setTimeout as sleep } from 'node:timers/promises';
import type { ToolResult } from '../../content/index.ts';
import { DOCTOR_SERVER } from '../../doctor-server.ts';
import type { JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import { ERROR_RESERVE_MS } from '../deadline.ts';
import type { Parts } from '../parts.ts';
import type { CallContext, PrepareTarget } from '../types.ts';

/** Bounds of the rows, whatever the arguments are: a call takes 40 seconds at most. */
export const ROW_LIMITS = { rows: 20, intervalMs: 2_000 } as const;

/**
 * Prepares a tool of the doctor's server: `report: rows` sends rows at an interval, `report: request` returns what the function
 * received of the request's address.
 */
export const prepareDiagnostic: PrepareTarget = ({ target }, { now }) => {
  const report = target.report === 'rows' ? rows : received;
  return (args, context) => {
    // Publishing refuses the type for every other server; this holds also for what somebody writes to the table directly.
    if (context.server !== DOCTOR_SERVER) throw new ToolError(`Only ${DOCTOR_SERVER} has tools of this type.`);
    return report(args, context, now);
  };
};

/** Sends each row as progress, the first one after one interval. Each says when it was sent, epoch milliseconds. */
async function* rows(args: JsonObject, { deadline }: CallContext, now: () => number): Parts & AsyncGenerator {
  const total = atMost(args.rows, ROW_LIMITS.rows);
  const intervalMs = atMost(args.intervalMs, ROW_LIMITS.intervalMs);
  const begun = now();
  for (let row = 1; row <= total; row += 1) {
    // From the beginning, so that delays do not add up.
    const due = begun + row * intervalMs;
    if (due > deadline - ERROR_RESERVE_MS) throw new ToolError(`The call ended after ${row - 1} of ${total} rows.`);
    await sleep(Math.max(0, due - now()));
    yield { type: 'progress', progress: row, total, message: `sent at ${now()}` };
  }
  yield { type: 'result', result: resultOf({ rows: total }) };
}

function received(_args: JsonObject, { address }: CallContext): ToolResult {
  return resultOf({ ...address?.() });
}

function resultOf(value: JsonObject): ToolResult {
  return { content: [{ type: 'text', text: JSON.stringify(value) }], structuredContent: value };
}

/** A whole number from 0 to a limit, which is also the value of anything else. */
function atMost(value: unknown, limit: number): number {
  return typeof value === 'number' && value >= 0 ? Math.min(Math.floor(value), limit) : limit;
}
