/** JSONata's functions that most mappings use, for arguments of the usual types: the others go through its signatures. */
import type { Meter } from '../../../work/index.ts';
import { LimitExceeded, VALUE_WEIGHT } from '../limits.ts';
import { isTrue, scalarText } from './scalars.ts';
import { createSequence, isMarked, isSequence, pushAll } from './sequences.ts';

/** Returned by a function for arguments that it leaves to jsonata's own. */
export const NOT_USUAL = Symbol('not usual');

/** @returns {@link NOT_USUAL} where jsonata's own function is to be called */
type Builtin = (args: readonly unknown[], meter: Meter) => unknown;

export const BUILTINS: Readonly<Record<string, Builtin>> = {
  count([value], meter) {
    meter.spend();
    if (value === undefined) return 0;
    return Array.isArray(value) ? value.length : 1;
  },
  exists: ([value]) => value !== undefined,
  boolean: ([value], meter) => (value === undefined ? NOT_USUAL : isTrue(value, meter)),
  not: ([value], meter) => (value === undefined ? undefined : !isTrue(value, meter)),
  string([value]) {
    return scalarText(value) ?? NOT_USUAL;
  },
  sum: numeric((numbers) => numbers.reduce((sum, number) => sum + number, 0)),
  max: numeric((numbers) => (numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.max(a, b)))),
  min: numeric((numbers) => (numbers.length === 0 ? undefined : numbers.reduce((a, b) => Math.min(a, b)))),
  average: numeric((numbers) =>
    numbers.length === 0 ? undefined : numbers.reduce((sum, number) => sum + number, 0) / numbers.length,
  ),
  floor: ofNumber(Math.floor),
  ceil: ofNumber(Math.ceil),
  abs: ofNumber(Math.abs),
  uppercase: ofText((text) => text.toUpperCase()),
  lowercase: ofText((text) => text.toLowerCase()),
  append([first, second], meter) {
    if (first === undefined) return second;
    if (second === undefined) return first;
    const result: unknown[] = [];
    for (const part of [first, second]) {
      if (Array.isArray(part)) pushAll(result, part, meter);
      else result.push(part);
    }
    meter.spend(result.length);
    return result;
  },
  distinct([value], meter) {
    if (!Array.isArray(value) || value.length < 2) return value;
    meter.spend(value.length * 2);
    if (value.some((item) => typeof item === 'object' && item !== null)) return NOT_USUAL;
    const result = isSequence(value) ? createSequence() : [];
    for (const item of new Set(value)) result.push(item);
    return result;
  },
  keys([value], meter) {
    if (!isPlainObject(value)) return NOT_USUAL;
    const result = createSequence();
    pushAll(result, Object.keys(value), meter);
    meter.spend(result.length);
    return result;
  },
  merge([value], meter) {
    if (!Array.isArray(value) || !value.every(isPlainObject)) return NOT_USUAL;
    const result: Record<string, unknown> = Object.create(null);
    for (const object of value) {
      for (const key of Object.keys(object)) {
        meter.spend();
        result[key] = object[key];
      }
    }
    return result;
  },
  join([texts, separator = ''], meter) {
    if (!Array.isArray(texts) || typeof separator !== 'string') return NOT_USUAL;
    let length = separator.length * texts.length;
    for (const text of texts) {
      if (typeof text !== 'string') return NOT_USUAL;
      length += text.length;
    }
    meter.spend(texts.length + (length >> 6));
    if (length > VALUE_WEIGHT) throw new LimitExceeded('$join builds too long a text');
    return texts.join(separator);
  },
  sort([value], meter) {
    if (value === undefined) return undefined;
    if (!Array.isArray(value)) return [value];
    if (value.length < 2) return value;
    const kind = typeof value[0];
    if ((kind !== 'number' && kind !== 'string') || !value.every((item) => typeof item === kind)) return NOT_USUAL;
    meter.spend(value.length * 4);
    return value.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  },
};

function isPlainObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) && !isMarked(value);
}

function numeric(compute: (numbers: readonly number[]) => number | undefined): Builtin {
  return ([value], meter) => {
    if (typeof value === 'number') return compute([value]);
    if (!Array.isArray(value)) return NOT_USUAL;
    meter.spend(value.length);
    return value.every((item) => typeof item === 'number') ? compute(value) : NOT_USUAL;
  };
}

function ofNumber(compute: (number: number) => number): Builtin {
  return ([value]) => (typeof value === 'number' ? compute(value) : NOT_USUAL);
}

function ofText(compute: (text: string) => string): Builtin {
  return ([value], meter) => {
    if (typeof value !== 'string') return NOT_USUAL;
    meter.spend(1 + (value.length >> 6));
    return compute(value);
  };
}
