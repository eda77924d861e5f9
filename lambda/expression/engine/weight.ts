import { hasRounded, markMember, roundedSource } from '../../text/index.ts';
import type { Meter } from '../../work/index.ts';
import { LimitExceeded, VALUE_DEPTH, VALUE_WEIGHT } from './limits.ts';

const known = new WeakMap<object, number>();

/**
 * Weights that hold only until the next change: a transform (`~> |...|...|`) changes parts of its copy after they were weighed.
 * Absent while no transform runs.
 */
let passing: WeakMap<object, number> | undefined;
let transforms = 0;

/** Runs a transform, whose copy does not change afterwards. */
export async function whileChanging<T>(transform: () => Promise<T>): Promise<T> {
  transforms += 1;
  passing ??= new WeakMap();
  try {
    return await transform();
  } finally {
    transforms -= 1;
    passing = transforms === 0 ? undefined : new WeakMap();
  }
}

/** Tells that a transform is about to change a part of its copy. */
export function forgetPassing(): void {
  if (passing !== undefined) passing = new WeakMap();
}

/**
 * Returns the size of a value as JSON, roughly in characters. A shared part counts each time it occurs, as in the JSON, but is
 * walked once: `[[$x], [$x]]`, nested forty times, is found to be huge in forty steps.
 *
 * @param value any value of an expression; its parts do not change afterwards
 */
export function weigh(value: unknown): number {
  if (typeof value === 'string') return value.length + 1;
  if (typeof value !== 'object' || value === null) return 1;
  const before = known.get(value) ?? passing?.get(value);
  if (before !== undefined) return before;
  let weight = 1;
  if (Array.isArray(value)) {
    for (const item of value) weight += weigh(item);
  } else if (!isFunctionObject(value)) {
    for (const key of Object.keys(value)) weight += key.length + weigh((value as Record<string, unknown>)[key]);
  }
  (passing ?? known).set(value, weight);
  return weight;
}

/** @throws LimitExceeded for a value that exceeds the limit of expressions */
export function assertWeight(value: unknown): void {
  if (weigh(value) > VALUE_WEIGHT) throw new LimitExceeded('it builds a value that is too large');
}

/**
 * Copies the value of an expression into plain JSON: sequences become arrays, functions are dropped.
 *
 * @throws LimitExceeded for a value that is nested too deeply; WorkExceeded for one that is too large once shared parts are copied
 */
export function toPlain(value: unknown, meter: Meter, depth = 0): unknown {
  meter.spend();
  if (typeof value === 'function') return undefined;
  if (typeof value !== 'object' || value === null) return value;
  if (isFunctionObject(value)) return undefined;
  if (depth > VALUE_DEPTH) throw new LimitExceeded('it builds a value that is nested too deeply');
  return Array.isArray(value) ? plainList(value, meter, depth) : plainObject(value, meter, depth);
}

function plainList(list: readonly unknown[], meter: Meter, depth: number): unknown[] {
  const plain: unknown[] = [];
  for (let index = 0; index < list.length; index += 1) {
    const item = toPlain(list[index], meter, depth + 1);
    if (item !== undefined) plain.push(item);
  }
  return keepingNumbers(plain, list);
}

function plainObject(object: object, meter: Meter, depth: number): object {
  const plain: Record<string, unknown> = {};
  for (const key of Object.keys(object)) {
    const item = toPlain((object as Record<string, unknown>)[key], meter, depth + 1);
    // an assignment would set the prototype
    if (key === '__proto__') Object.defineProperty(plain, key, { value: item, enumerable: true, writable: true });
    else plain[key] = item;
  }
  return keepingNumbers(plain, object);
}

/** A copy of data that was parsed knows, as the data does, how the numbers were written that a double rounds. */
function keepingNumbers<T extends object>(copy: T, original: object): T {
  if (!hasRounded(original)) return copy;
  for (const [key, item] of Object.entries(copy)) markMember(copy, key, item, roundedSource(original, key) ?? '');
  return copy;
}

/** jsonata's functions and lambdas are objects. Data that merely carries their marks contains no JavaScript function. */
function isFunctionObject(value: object): boolean {
  const { implementation, environment } = value as {
    readonly implementation?: unknown;
    readonly environment?: { readonly lookup?: unknown } | null;
  };
  return typeof implementation === 'function' || typeof environment?.lookup === 'function';
}
