import type { ToolLimits } from '../../catalog/index.ts';
import type { RateLimit } from '../../state/types.ts';

/** The limits of a tool for all callers together. */
export interface ToolRate {
  readonly rate: RateLimit | undefined;
  /** Calls in progress at once. */
  readonly concurrentCalls: number | undefined;
}

/** Returns the limits that a tool's document sets; `undefined` if it sets none, so that a call of the tool costs nothing more. */
export function toolRateOf({ requestsPerSecond, burst, concurrentCalls }: ToolLimits = {}): ToolRate | undefined {
  if (requestsPerSecond === undefined && concurrentCalls === undefined) return undefined;
  return { rate: requestsPerSecond === undefined ? undefined : { requestsPerSecond, burst }, concurrentCalls };
}
