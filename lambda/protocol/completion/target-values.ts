import type { ToolResult } from '../../content/index.ts';
import type { JsonObject } from '../../json.ts';
import { isParts, type Parts, type PreparedTarget } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import { assertGood, callContextFor, endAfter, LATE_MS, lastPart, RESPONSE_RESERVE_MS } from '../operation/index.ts';
import type { Completable } from './reference.ts';
import { type Completed, NOTHING, valuesOf } from './values.ts';

/** Maximum timeout of a completion: the user is typing. */
const MAX_MS = 5_000;

/**
 * Gets the values of a completion from its target.
 *
 * @param args `value` and `arguments`
 * @throws ToolError if the target fails, asks a question, or returns anything but values
 */
export async function valuesFromTarget(
  run: PreparedTarget,
  args: JsonObject,
  { label, limits }: Completable,
  context: RpcContext,
): Promise<Completed> {
  const { now, request } = context;
  const timeoutMs = Math.min(limits.timeoutMs, MAX_MS, request.remainingMs - RESPONSE_RESERVE_MS);
  try {
    const terms = { deadline: now() + timeoutMs, resultBytes: limits.resultBytes };
    const call = { ...callContextFor(context, terms), mustFind: true };
    const outcome = await run(args, call);
    const result = isParts(outcome) ? await lastOf(endAfter(outcome, timeoutMs + LATE_MS), label) : outcome;
    assertGood(result, `completion of ${label}`);
    const completed = valuesOf(result);
    if (completed !== undefined) return completed;
  } catch (error) {
    if (error instanceof ToolError && error.notFound) return NOTHING;
    throw error;
  }
  throw new ToolError(
    `The completion of ${label} returned a value that is not a list of strings. For the operator: see its target.`,
  );
}

async function lastOf(parts: Parts, label: string): Promise<ToolResult> {
  const last = await lastPart(parts);
  if (last.type === 'result') return last.result;
  throw new ToolError(`The completion of ${label} asked a question; a completion cannot ask the user for input.`);
}
