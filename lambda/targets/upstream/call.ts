import { Mask } from '../secrets/index.ts';
import type { CallContext } from '../types.ts';
import { CallTime } from './time.ts';

/** What belongs to one call from its beginning to its end. */
export interface Call {
  readonly context: CallContext;
  readonly time: CallTime;
  /** Knows the secrets that the call has used; everything that is said goes through it. */
  readonly mask: Mask;
}

/** Begins a call. */
export function beginCall(context: CallContext, now: () => number): Call {
  return { context, time: new CallTime(context.deadline, now), mask: new Mask() };
}
