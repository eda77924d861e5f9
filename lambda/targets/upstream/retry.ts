import { channel } from 'node:diagnostics_channel';
import { IDEMPOTENT_METHODS } from '../repeatable.ts';
import { WireFailure } from './failures.ts';
import type { OkRule } from './statuses.ts';
import type { CallTime } from './time.ts';
import type { ResponseHead } from './wire.ts';

/** Retries, unless the tool sets them. */
export const DEFAULT_RETRIES = 2;
/** The longest first wait, in milliseconds; each further wait may be twice as long. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** Statuses of a proxy that could not reach the upstream, and of an overloaded upstream. */
const BUSY = new Set([429, 502, 503, 504]);

/** Publishes each retry within the process, for the access log of the local stack. A deployment has no subscriber. */
const retried = channel('spillway:upstream-retry');

/** The side effects of retries. */
export interface Pace {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly pause: (ms: number, time: CallTime) => Promise<void>;
}

/** The real clock and random numbers. */
export const realPace = (now: () => number): Pace => ({
  now,
  random: Math.random,
  pause: (ms, time) => time.pause(ms),
});

/** How a request is retried. */
interface RetryRules {
  readonly method: string;
  /** Whether the author of the tool says that the request may be repeated, whatever its method. */
  readonly repeatable?: boolean;
  /** Attempts after the first. */
  readonly retries: number;
  /** The statuses that are answers, even where they mean that the upstream is busy. */
  readonly ok?: OkRule | undefined;
  /** Finds more responses that mean that the upstream is busy. */
  readonly busy?: ((response: ResponseHead) => boolean) | undefined;
}

/**
 * Sends a request and retries it where a retry may succeed: after a connection that failed before the response began, and after
 * a busy status. A request that may not be repeated is retried only when the upstream requests it through `Retry-After`.
 * Never waits beyond the call's time limit: the last outcome counts then.
 *
 * @param attempt sends the request once
 * @param discard releases a response that another attempt replaces
 */
export async function withRetries<T extends ResponseHead>(
  attempt: () => Promise<T>,
  discard: (response: T) => void,
  { method, repeatable = false, retries, ok, busy }: RetryRules,
  time: CallTime,
  pace: Pace,
): Promise<T> {
  const idempotent = repeatable || IDEMPOTENT_METHODS.has(method);
  for (let tried = 0; ; tried += 1) {
    let outcome: T | Failed;
    try {
      outcome = await attempt();
      const isBusy = BUSY.has(outcome.status) || busy?.(outcome) === true;
      if (!isBusy || ok?.(outcome.status)) return outcome;
    } catch (error) {
      outcome = new Failed(error);
    }
    const waitMs = tried < retries ? waitAfter(outcome, idempotent, tried, pace) : undefined;
    if (waitMs === undefined || waitMs >= time.remainingMs) {
      if (outcome instanceof Failed) throw outcome.error;
      return outcome;
    }
    if (!(outcome instanceof Failed)) discard(outcome);
    retried.publish({ method, tried: tried + 1 });
    await pace.pause(waitMs, time);
  }
}

class Failed {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** Returns the milliseconds to wait before the next attempt; `undefined` for no further attempt. */
function waitAfter(outcome: ResponseHead | Failed, idempotent: boolean, tried: number, pace: Pace): number | undefined {
  if (outcome instanceof Failed) {
    const passing = outcome.error instanceof WireFailure && outcome.error.passing;
    return idempotent && passing ? jitter(tried, pace) : undefined;
  }
  const requestedMs = retryAfterMs(outcome.headers['retry-after'], pace.now());
  // Jitter is added even here, because all throttled clients return at the same moment.
  if (requestedMs !== undefined && (outcome.status === 429 || outcome.status === 503))
    return requestedMs + jitter(0, pace);
  return idempotent ? jitter(tried, pace) : undefined;
}

/** Exponential backoff with full jitter, so that clients that failed together do not retry together. */
function jitter(tried: number, { random }: Pace): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tried);
}

/**
 * Parses `Retry-After`: seconds, or a date. RFC 9110 section 10.2.3
 *
 * @param now epoch milliseconds
 * @returns milliseconds; `undefined` for a header that is absent or invalid
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
