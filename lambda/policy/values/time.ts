import { ERROR } from './outcome.ts';
import { Datetime, Duration, isInRange, type Result, toLong, type Value } from './value.ts';

const SECOND_MS = 1000n;
const MINUTE_MS = 60n * SECOND_MS;
const HOUR_MS = 60n * MINUTE_MS;
const DAY_MS = 24n * HOUR_MS;

const DATETIME = /^(\d{4})-(\d{2})-(\d{2})(?:T(\d{2}):(\d{2}):(\d{2})(?:\.(\d{3}))?(?:Z|([+-])(\d{2})(\d{2})))?$/;
const DURATION = /^(-?)(?:(\d+)d)?(?:(\d+)h)?(?:(\d+)m(?!s))?(?:(\d+)s)?(?:(\d+)ms)?$/;

/** `datetime("2026-11-26T16:00:00Z")`. Cedar: policies/syntax-datatypes#datatype-datetime */
export function parseDatetime(text: string): Datetime | undefined {
  const [, year, month, day, hour = '0', minute = '0', second = '0', ms = '0', sign = '+', ...offset] =
    DATETIME.exec(text) ?? [];
  if (year === undefined) return undefined;
  const [offsetHours = '0', offsetMinutes = '0'] = offset;
  const inBounds =
    Number(hour) < 24 &&
    Number(minute) < 60 &&
    Number(second) < 60 &&
    Number(offsetHours) < 24 &&
    Number(offsetMinutes) < 60;
  const date = new Date(0);
  // Date.UTC takes the years 0 to 99 for 1900 to 1999.
  date.setUTCFullYear(Number(year), Number(month) - 1, Number(day));
  const exists = date.getUTCMonth() === Number(month) - 1 && date.getUTCDate() === Number(day);
  if (!inBounds || !exists) return undefined;
  date.setUTCHours(Number(hour), Number(minute), Number(second), Number(ms));
  const shift = BigInt(offsetHours) * HOUR_MS + BigInt(offsetMinutes) * MINUTE_MS;
  return new Datetime(BigInt(date.getTime()) - (sign === '-' ? -shift : shift));
}

/** `duration("1d2h3m4s5ms")`. Cedar: policies/syntax-datatypes#datatype-duration */
export function parseDuration(text: string): Duration | undefined {
  const [, sign, ...counts] = DURATION.exec(text) ?? [];
  if (sign === undefined || counts.every((count) => count === undefined)) return undefined;
  const units = [DAY_MS, HOUR_MS, MINUTE_MS, SECOND_MS, 1n];
  // More digits than any 64-bit integer has: do not even read them.
  if (text.length > 120) return undefined;
  const total = units.reduce((sum, unit, index) => sum + BigInt(counts[index] ?? 0) * unit, 0n);
  const ms = sign === '-' ? -total : total;
  return isInRange(ms) ? new Duration(ms) : undefined;
}

/** A function of times. Wrong types and overflows are errors. */
export type TimeFunction = (subject: Value, argument: Value | undefined) => Result;

/** The functions that policies may call on times, by name. */
export const TIME_FUNCTIONS: Readonly<Record<string, { readonly arity: 1 | 2; readonly apply: TimeFunction }>> = {
  offset: {
    arity: 2,
    apply: (subject, by) =>
      subject instanceof Datetime && by instanceof Duration ? datetime(subject.ms + by.ms) : ERROR,
  },
  durationSince: {
    arity: 2,
    apply: (subject, since) =>
      subject instanceof Datetime && since instanceof Datetime ? duration(subject.ms - since.ms) : ERROR,
  },
  toDate: {
    arity: 1,
    apply: (subject) => (subject instanceof Datetime ? datetime(subject.ms - timeOfDay(subject.ms)) : ERROR),
  },
  toTime: {
    arity: 1,
    apply: (subject) => (subject instanceof Datetime ? new Duration(timeOfDay(subject.ms)) : ERROR),
  },
  toMilliseconds: wholeUnits(1n),
  toSeconds: wholeUnits(SECOND_MS),
  toMinutes: wholeUnits(MINUTE_MS),
  toHours: wholeUnits(HOUR_MS),
  toDays: wholeUnits(DAY_MS),
};

function wholeUnits(unitMs: bigint) {
  const apply: TimeFunction = (subject) => (subject instanceof Duration ? toLong(subject.ms / unitMs) : ERROR);
  return { arity: 1, apply } as const;
}

function datetime(ms: bigint): Result {
  return isInRange(ms) ? new Datetime(ms) : ERROR;
}

function duration(ms: bigint): Result {
  return isInRange(ms) ? new Duration(ms) : ERROR;
}

function timeOfDay(ms: bigint): bigint {
  return ((ms % DAY_MS) + DAY_MS) % DAY_MS;
}
