import type { RateLimit } from '../../state/types.ts';
import { TooManyRequests } from '../rpc/errors.ts';

/** Seconds after which a caller may try again that has too many operations in progress: nobody knows when one ends. */
const IN_PROGRESS_SECONDS = 5;

/** Makes the error for an operation beyond a rate. */
export function beyondRate(what: string, { requestsPerSecond, burst }: RateLimit, waitMs: number): TooManyRequests {
  const seconds = Math.max(1, Math.ceil(waitMs / 1000));
  const rate = `${requestsPerSecond} a second${burst === undefined ? '' : `, and ${burst} at once`}`;
  return new TooManyRequests(`${what} (${rate}). ${nextTry(seconds)}`, seconds);
}

/** Makes the error for an operation while too many others are in progress. */
export function tooManyInProgress(what: string, most: number): TooManyRequests {
  return new TooManyRequests(`${what} (${most} at once). ${nextTry(IN_PROGRESS_SECONDS)}`, IN_PROGRESS_SECONDS);
}

/** An agent that knows that nothing was done may repeat any operation. */
function nextTry(seconds: number): string {
  return `Nothing was done. Wait ${seconds === 1 ? '1 second' : `${seconds} seconds`}, then try again`;
}
