import { Mask } from '../secrets/index.ts';
import type { CallContext } from '../types.ts';
import { CallTime, rowsReserveMs } from './time.ts';

/** The state of one call. */
export interface Call {
  readonly context: CallContext;
  readonly time: CallTime;
  /** Knows the secrets that the call has used; all its output passes through it. */
  readonly mask: Mask;
}

/** Begins a call that ends with a result or an error, and nothing between. */
export function beginCall(context: CallContext, now: () => number): Call {
  return { context, time: new CallTime(context.deadline, now), mask: new Mask() };
}

/** Begins a call whose rows become its result at the deadline, so that it ends a little earlier. */
export function beginRows(context: CallContext, now: () => number): Call {
  const { deadline } = context;
  return { context, time: new CallTime(deadline, now, rowsReserveMs(deadline - now())), mask: new Mask() };
}
