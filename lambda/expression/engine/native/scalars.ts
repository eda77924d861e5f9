/** What JSONata makes of single values: their truth, their text, and how they compare. */
import type { Meter } from '../../../work/index.ts';
import { leaveToJsonata } from './runtime.ts';
import { isMarked } from './sequences.ts';

/** Whether a value counts as true: `$boolean`, with nothing as false. */
export function isTrue(value: unknown, meter: Meter): boolean {
  if (typeof value === 'boolean') return value;
  if (typeof value === 'string') return value.length > 0;
  if (typeof value === 'number') return finite(value) !== 0 && !Number.isNaN(value);
  if (typeof value !== 'object' || value === null) return false;
  if (!Array.isArray(value)) return !isMarked(value) && hasKeys(value, meter);
  meter.spend(value.length);
  return value.some((item) => isTrue(item, meter));
}

/** The engine lists all keys of an object before it gives the first one. */
function hasKeys(value: object, meter: Meter): boolean {
  const { length } = Object.keys(value);
  meter.spend(1 + length);
  return length > 0;
}

/** A number that JSON can represent. @throws LeftToJsonata for infinity, which is an error */
export function finite(value: number): number {
  return value === Number.POSITIVE_INFINITY || value === Number.NEGATIVE_INFINITY ? leaveToJsonata() : value;
}

/** The text of a value that is not an object or list; `undefined` for one of those, and for nothing. */
export function scalarText(value: unknown): string | undefined {
  if (typeof value === 'string') return value;
  if (typeof value === 'number') return numberText(value);
  if (typeof value === 'boolean') return value ? 'true' : 'false';
  return value === null ? 'null' : undefined;
}

function numberText(value: number): string {
  if (Number.isInteger(value)) return Object.is(value, -0) ? '0' : String(value);
  if (Number.isNaN(value)) return leaveToJsonata();
  return String(Number(finite(value).toPrecision(15)));
}

/** Whether two values are equal, as `=` compares them. */
export function isSame(a: unknown, b: unknown, meter: Meter): boolean {
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a) !== Array.isArray(b)) return leaveToJsonata();
  if (Array.isArray(a)) return isSameList(a, b as unknown[], meter);
  const keys = Object.keys(a);
  meter.spend(1 + keys.length);
  if (keys.length !== Object.keys(b).length) return false;
  return keys.every((key) => {
    if (!Object.hasOwn(b, key)) return false;
    return isSame((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], meter);
  });
}

function isSameList(a: readonly unknown[], b: readonly unknown[], meter: Meter): boolean {
  meter.spend(1 + a.length);
  return a.length === b.length && a.every((item, index) => isSame(item, b[index], meter));
}
