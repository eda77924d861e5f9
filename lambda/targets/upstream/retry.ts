import { WireFailure } from './failures.ts';
import type { CallTime } from './time.ts';
import type { ResponseHead } from './wire.ts';

/** Attempts after the first, unless the tool says otherwise. */
export const DEFAULT_RETRIES = 2;
/** Milliseconds that the first wait lasts at most; each further one may last twice as long. */
const FIRST_WAIT_MS = 100;
const LONGEST_WAIT_MS = 5_000;

/** Methods that do no more when done twice. RFC 9110 section 9.2.2 */
const IDEMPOTENT = new Set(['GET', 'HEAD', 'PUT', 'DELETE']);
/** Answers of something before the upstream that could not reach it, or of an upstream that has too much to do. */
const BUSY = new Set([429, 502, 503, 504]);

/** What retries need of the world. */
export interface Pace {
  /** Epoch milliseconds. */
  readonly now: () => number;
  /** A number from 0 up to, but not including, 1. */
  readonly random: () => number;
  readonly pause: (ms: number, time: CallTime) => Promise<void>;
}

/** The pace of the real world. */
export const realPace = (now: () => number): Pace => ({
  now,
  random: Math.random,
  pause: (ms, time) => time.pause(ms),
});

/** When a request is made again. */
export interface RetryRules {
  readonly method: string;
  /** Attempts after the first. */
  readonly retries: number;
}

/**
 * Makes a request, and again where another attempt may fare better: after a connection that failed before the answer began,
 * and after a busy answer. What is not idempotent is made again only when the upstream itself says so, by `Retry-After`.
 * Never waits beyond the end of the call's time: then the last outcome counts.
 *
 * @param attempt makes one request
 * @param discard gives up an answer that another attempt replaces
 */
export async function withRetries<T extends ResponseHead>(
  attempt: () => Promise<T>,
  discard: (response: T) => void,
  { method, retries }: RetryRules,
  time: CallTime,
  pace: Pace,
): Promise<T> {
  for (let tried = 0; ; tried += 1) {
    let outcome: T | Failed;
    try {
      outcome = await attempt();
      if (!BUSY.has(outcome.status)) return outcome;
    } catch (error) {
      outcome = new Failed(error);
    }
    const waitMs = tried < retries ? waitAfter(outcome, method, tried, pace) : undefined;
    if (waitMs === undefined || waitMs >= time.remainingMs) {
      if (outcome instanceof Failed) throw outcome.error;
      return outcome;
    }
    if (!(outcome instanceof Failed)) discard(outcome);
    await pace.pause(waitMs, time);
  }
}

/** An attempt that threw. */
class Failed {
  readonly error: unknown;

  constructor(error: unknown) {
    this.error = error;
  }
}

/** Milliseconds to wait before the next attempt; `undefined` when there should be none. */
function waitAfter(outcome: ResponseHead | Failed, method: string, tried: number, pace: Pace): number | undefined {
  const idempotent = IDEMPOTENT.has(method);
  if (outcome instanceof Failed) {
    const passing = outcome.error instanceof WireFailure && outcome.error.passing;
    return idempotent && passing ? jitter(tried, pace) : undefined;
  }
  const requestedMs = retryAfterMs(outcome.headers['retry-after'], pace.now());
  // Spread all the same: whoever else was sent away comes back at that moment too.
  if (requestedMs !== undefined && (outcome.status === 429 || outcome.status === 503))
    return requestedMs + jitter(0, pace);
  return idempotent ? jitter(tried, pace) : undefined;
}

/** Exponential backoff with full jitter: everyone who failed together comes back apart. */
function jitter(tried: number, { random }: Pace): number {
  return random() * Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tried);
}

/**
 * Reads `Retry-After`: seconds, or a date. RFC 9110 section 10.2.3
 *
 * @param now epoch milliseconds
 * @returns milliseconds; `undefined` for a header that is absent or neither
 */
export function retryAfterMs(header: string | undefined, now: number): number | undefined {
  if (header === undefined) return undefined;
  if (/^\d+$/.test(header)) return Number(header) * 1_000;
  const date = Date.parse(header);
  return Number.isNaN(date) ? undefined : Math.max(0, date - now);
}
