/** Functions of the expression, and JSONata's that are given one: see `map`, `filter`, `foldLeft` and their like of jsonata. */
import type { Meter } from '../../../work/index.ts';
import { leaveToJsonata } from './runtime.ts';
import { isTrue } from './scalars.ts';
import { createSequence } from './sequences.ts';

/** A function as a value: it never leaves the place where it is called. */
export class Callable {
  /** Parameters that it takes. */
  readonly arity: number;
  readonly call: (args: readonly unknown[]) => unknown;

  constructor(arity: number, call: (args: readonly unknown[]) => unknown) {
    this.arity = arity;
    this.call = call;
  }
}

/** @param rest the arguments after the function */
type HigherOrder = (value: unknown, func: Callable, context: { meter: Meter; rest: readonly unknown[] }) => unknown;

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

function argumentsFor({ arity }: Callable, value: unknown, [key, whole]: readonly [unknown, unknown]): unknown[] {
  if (arity < 2) return [value];
  return arity < 3 ? [value, key] : [value, key, whole];
}

/** An object whose entries are visited. */
function entriesOf(value: unknown, meter: Meter): readonly (readonly [string, unknown])[] {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return leaveToJsonata();
  const entries = Object.entries(value);
  meter.spend(entries.length);
  return entries;
}

/** JSONata's functions whose second argument is a function. */
export const HIGHER_ORDER: Readonly<Record<string, HigherOrder>> = {
  map(value, func, { meter }) {
    if (value === undefined) return undefined;
    const items = listOf(value);
    const result = createSequence();
    for (let index = 0; index < items.length; index += 1) {
      meter.spend();
      const mapped = func.call(argumentsFor(func, items[index], [index, items]));
      if (mapped !== undefined) result.push(mapped);
    }
    return result;
  },

  filter(value, func, { meter }) {
    if (value === undefined) return undefined;
    const items = listOf(value);
    const result = createSequence();
    for (let index = 0; index < items.length; index += 1) {
      meter.spend();
      if (isTrue(func.call(argumentsFor(func, items[index], [index, items])), meter)) result.push(items[index]);
    }
    return result;
  },

  single(value, func, { meter }) {
    if (value === undefined) return undefined;
    const found = HIGHER_ORDER.filter?.(value, func, { meter, rest: [] });
    return Array.isArray(found) && found.length === 1 ? found[0] : leaveToJsonata();
  },

  reduce(value, func, { meter, rest: [initial] }) {
    if (value === undefined) return undefined;
    if (func.arity < 2) return leaveToJsonata();
    const items = listOf(value);
    const startsWithItem = initial === undefined && items.length > 0;
    let result = startsWithItem ? items[0] : initial;
    for (let index = startsWithItem ? 1 : 0; index < items.length; index += 1) {
      meter.spend();
      result = func.call([result, items[index], index, items].slice(0, Math.min(4, func.arity)));
    }
    return result;
  },

  each(value, func, { meter }) {
    const result = createSequence();
    for (const [key, item] of entriesOf(value, meter)) {
      meter.spend();
      const mapped = func.call(argumentsFor(func, item, [key, value]));
      if (mapped !== undefined) result.push(mapped);
    }
    return result;
  },

  sift(value, func, { meter }) {
    const kept = entriesOf(value, meter).filter(([key, item]) => {
      meter.spend();
      return isTrue(func.call(argumentsFor(func, item, [key, value])), meter);
    });
    return kept.length === 0 ? undefined : Object.fromEntries(kept);
  },

  sort(value, func, { meter }) {
    if (value === undefined) return undefined;
    const items = listOf(value);
    if (items.length < 2) return items;
    // the order of comparisons is jsonata's: a function may be no order at all
    return mergeSort(items, (a, b) => {
      meter.spend();
      return Boolean(func.call([a, b]));
    });
  },
};

function mergeSort(items: readonly unknown[], isAfter: (a: unknown, b: unknown) => boolean): unknown[] {
  if (items.length < 2) return [...items];
  const middle = Math.floor(items.length / 2);
  const left = mergeSort(items.slice(0, middle), isAfter);
  const right = mergeSort(items.slice(middle), isAfter);
  const merged: unknown[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) merged.push(isAfter(left[l], right[r]) ? right[r++] : left[l++]);
  while (l < left.length) merged.push(left[l++]);
  while (r < right.length) merged.push(right[r++]);
  return merged;
}
