import type { ToolResult } from '../../content/index.ts';
import type { JsonObject } from '../../json.ts';
import { isParts, type Parts, type PreparedTarget } from '../../targets/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { RpcContext } from '../context.ts';
import { endAfter, LATE_MS, RESPONSE_RESERVE_MS } from '../operation/deadline.ts';
import { assertGood } from '../operation/result-value.ts';
import type { Completable } from './reference.ts';
import { type Completed, NOTHING, valuesOf } from './values.ts';

/** Milliseconds that a completion may take: somebody is typing meanwhile. */
const MAX_MS = 5_000;
/**
 * Asks a target for values.
 *
 * @param args `value` and `arguments`
 * @throws ToolError when it fails, asks a question, or gives something else
 */
export async function askTarget(
  run: PreparedTarget,
  args: JsonObject,
  { label, limits }: Completable,
  { now, request, view, catalog, trace }: RpcContext,
): Promise<Completed> {
  const timeoutMs = Math.min(limits.timeoutMs, MAX_MS, request.remainingMs - RESPONSE_RESERVE_MS);
  try {
    const outcome = run(args, {
      deadline: now() + timeoutMs,
      resultBytes: limits.resultBytes,
      partials: false,
      server: view.server,
      secretHosts: async () => (await catalog.details(view)).hosts ?? [],
      trace,
    });
    const result = isParts(outcome) ? await lastOf(endAfter(outcome, timeoutMs + LATE_MS), label) : await outcome;
    assertGood(result, `completion of ${label}`);
    const completed = valuesOf(result);
    if (completed !== undefined) return completed;
  } catch (error) {
    if (error instanceof ToolError && error.notFound) return NOTHING;
    throw error;
  }
  throw new ToolError(
    `The completion of ${label} gave something that is no list of strings. For the operator: see its target.`,
  );
}

async function lastOf(parts: Parts, label: string): Promise<ToolResult> {
  for await (const given of parts) {
    for (const part of 'type' in given ? [given] : given) {
      if (part.type === 'result') return part.result;
      if (part.type !== 'input_required') continue;
      throw new ToolError(`The completion of ${label} asks a question, and nobody can be asked while typing.`);
    }
  }
  throw new Error('a target ended without a result');
}
