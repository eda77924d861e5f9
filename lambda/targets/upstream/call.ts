import { Mask } from '../secrets/index.ts';
import type { CallContext } from '../types.ts';
import { CallTime } from './time.ts';

/** The state of one call. */
export interface Call {
  readonly context: CallContext;
  readonly time: CallTime;
  /** Knows the secrets that the call has used; all its output passes through it. */
  readonly mask: Mask;
}

export function beginCall(context: CallContext, now: () => number): Call {
  return { context, time: new CallTime(context.deadline, now), mask: new Mask() };
}
