import type { HttpResponse } from '../../http.ts';
import type { RpcContext } from '../context.ts';
import { whileHeld } from './held.ts';
import { beyondRate } from './limited.ts';
import type { ToolRate } from './tool-rate.ts';

/**
 * Runs a call within the limits of its tool, which the caller is known to see.
 *
 * @throws TooManyRequests beyond a limit; StateUnavailable if nobody knows; what `respond` throws
 */
export async function limitedTool(
  name: string,
  { rate, concurrentCalls }: ToolRate,
  context: RpcContext,
  respond: () => HttpResponse | Promise<HttpResponse>,
): Promise<HttpResponse> {
  const { view, limits } = context;
  // Neither name contains the separator.
  const owner = `tool#${view.server}#${name}`;
  if (rate !== undefined) {
    const waitMs = await limits.state.rates.take(owner, rate);
    if (waitMs > 0) throw beyondRate(`Too many calls: tool ${name} is limited for all callers together`, rate, waitMs);
  }
  if (concurrentCalls === undefined) return respond();
  const leases = limits.state.operationsOf(owner, concurrentCalls);
  const what = `Too many calls in progress: tool ${name} is limited for all callers together`;
  return whileHeld({ leases, what, endsWhenLost: false, respond }, context);
}
