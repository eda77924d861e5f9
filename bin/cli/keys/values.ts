import type { CallerLimits } from '../../../lambda/auth/principal.ts';
import { UsageError } from '../context.ts';

const UNITS = { s: 1_000, m: 60_000, h: 3_600_000, d: 86_400_000 } as const;

/**
 * Reads a duration such as `90d`, `24h`, `30m`, `10s` or `0`.
 *
 * @returns milliseconds
 * @throws UsageError
 */
export function parseDuration(option: string, text: string): number {
  const ms = durationIn(text);
  if (ms !== undefined) return ms;
  throw new UsageError(`${option} must be a duration such as 90d, 24h, 30m or 0, found ${text}`);
}

/**
 * Reads a moment: a duration from now, a date, whose first moment in UTC counts, or a time in UTC.
 *
 * @param now epoch milliseconds
 * @returns epoch milliseconds
 * @throws UsageError
 */
export function parseMoment(option: string, text: string, now: number): number {
  const ms = durationIn(text);
  if (ms !== undefined) return now + ms;
  const isUtc = /^\d{4}-\d{2}-\d{2}(T\d{2}:\d{2}(:\d{2})?Z)?$/.test(text);
  const moment = isUtc ? Date.parse(text) : Number.NaN;
  // `Date.parse` reads February 30th as March 2nd.
  if (!Number.isNaN(moment) && new Date(moment).toISOString().startsWith(text.slice(0, 10))) return moment;
  throw new UsageError(
    `${option} must be a duration such as 90d, a date such as 2027-01-31, or a time such as 2027-01-31T18:00:00Z, found ${text}`,
  );
}

/** Options that limit a key. */
export interface LimitOptions {
  readonly rate?: string;
  readonly burst?: string;
  readonly streams?: string;
}

/** Reads the limits of a key; `undefined` without any. @throws UsageError */
export function parseLimits({ rate, burst, streams }: LimitOptions): CallerLimits | undefined {
  const limits = {
    ...(rate !== undefined && { requestsPerSecond: parseNumber('--rate', rate) }),
    ...(burst !== undefined && { burst: parseNumber('--burst', burst) }),
    ...(streams !== undefined && { concurrentStreams: parseNumber('--streams', streams) }),
  };
  return Object.keys(limits).length === 0 ? undefined : limits;
}

/** Reads a whole number within bounds. @throws UsageError */
export function parseCount(option: string, text: string, maximum: number): number {
  const count = Number(text);
  if (/^\d{1,9}$/.test(text) && count >= 1 && count <= maximum) return count;
  throw new UsageError(`${option} must be a whole number from 1 to ${maximum}, found ${text}`);
}

/** The key's own rules decide which numbers are possible. */
function parseNumber(option: string, text: string): number {
  if (/^\d{1,9}(\.\d{1,6})?$/.test(text)) return Number(text);
  throw new UsageError(`${option} must be a number, found ${text}`);
}

function durationIn(text: string): number | undefined {
  if (text === '0') return 0;
  const [, count, unit] = /^(\d{1,6})([smhd])$/.exec(text) ?? [];
  return unit !== undefined && Object.hasOwn(UNITS, unit)
    ? Number(count) * UNITS[unit as keyof typeof UNITS]
    : undefined;
}
