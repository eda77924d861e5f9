/** Functions with jsonata's results, but in time and memory that grow no faster than their arguments. */
import { createHasher, isEqual, type Meter } from '../../work/index.ts';
import { LimitExceeded, VALUE_WEIGHT } from './limits.ts';
import { searchFor } from './search.ts';

/** @returns `undefined` where jsonata's own function is to be called */
type Replacement = (args: readonly unknown[], meter: Meter, createSequence: () => unknown[]) => unknown;

export const replacements: Readonly<Record<string, Replacement>> = {
  sort([items, comparator], meter) {
    if (!Array.isArray(items) || items.length < 2) return undefined;
    if (typeof comparator === 'function') return sortBy(items, comparator as Comparator, meter);
    if (comparator !== undefined || !isOfOneKind(items)) return undefined;
    meter.spend(items.length * 4);
    return items.toSorted((a, b) => (a < b ? -1 : Number(a > b)));
  },

  distinct([items], meter, createSequence) {
    if (!Array.isArray(items) || items.length < 2) return undefined;
    const result = 'sequence' in items ? createSequence() : [];
    const hash = createHasher(meter);
    const scalars = new Set<unknown>();
    const others = new Map<number, unknown[]>();
    for (const item of items) {
      meter.spend();
      if (typeof item !== 'object' || item === null) {
        if (scalars.has(item)) continue;
        scalars.add(item);
        result.push(item);
        continue;
      }
      const key = hash(item);
      const alike = others.get(key);
      if (alike?.some((other) => isEqual(other, item, meter))) continue;
      if (alike === undefined) others.set(key, [item]);
      else alike.push(item);
      result.push(item);
    }
    return result;
  },

  spread([items], meter) {
    if (!Array.isArray(items) || items.length === 0) return undefined;
    const result: unknown[] = [];
    spreadInto(result, items, meter);
    return result;
  },

  length([text]) {
    return typeof text === 'string' ? characters(text) : undefined;
  },

  substring([text, start, length]) {
    if (typeof text !== 'string' || typeof start !== 'number') return undefined;
    if (length !== undefined && typeof length !== 'number') return undefined;
    if (length !== undefined && length <= 0) return '';
    const count = characters(text);
    const from = count + start < 0 ? 0 : start;
    const end = length === undefined ? count : from >= 0 ? from + length : count + from + length;
    if (count === text.length) return text.slice(from, end);
    const place = (index: number) =>
      unitOf(text, index < 0 ? Math.max(0, count + Math.trunc(index)) : Math.trunc(index));
    return text.slice(place(from), place(end));
  },

  contains([text, sought], meter) {
    if (typeof text !== 'string' || typeof sought !== 'string' || sought === '') return undefined;
    return searchFor(sought, text, meter)(0) >= 0;
  },

  substringBefore([text, sought], meter) {
    if (typeof text !== 'string' || typeof sought !== 'string' || sought === '') return undefined;
    const at = searchFor(sought, text, meter)(0);
    return at < 0 ? text : text.slice(0, at);
  },

  substringAfter([text, sought], meter) {
    if (typeof text !== 'string' || typeof sought !== 'string' || sought === '') return undefined;
    const at = searchFor(sought, text, meter)(0);
    return at < 0 ? text : text.slice(at + sought.length);
  },

  split([text, separator, limit], meter) {
    if (typeof text !== 'string' || typeof separator !== 'string' || separator === '') return undefined;
    if (!isLimit(limit)) return undefined;
    const pieces = piecesOf(text, separator, { meter });
    return limit === undefined ? pieces : pieces.slice(0, limit >>> 0);
  },

  /** A text in place of another; jsonata makes a text of each step on the way. */
  replace([text, sought, substitute, limit], meter) {
    if (typeof text !== 'string' || typeof sought !== 'string' || typeof substitute !== 'string') return undefined;
    if (sought === '' || !isLimit(limit)) return undefined;
    const pieces = piecesOf(text, sought, { meter, most: limit && Math.ceil(limit) });
    if (text.length + pieces.length * substitute.length > VALUE_WEIGHT)
      throw new LimitExceeded('builds too long a text');
    return pieces.join(substitute);
  },

  pad([text, width]) {
    // A text of so many units is at least as wide.
    if (typeof text === 'string' && typeof width === 'number' && text.length >= 2 * Math.abs(width)) return text;
    return undefined;
  },
};

/** Whether a limit on the number of finds is absent or valid; jsonata's own functions report another one. */
function isLimit(limit: unknown): limit is number | undefined {
  return limit === undefined || (typeof limit === 'number' && limit >= 0);
}

/** Takes a text apart at each place of a separator. @param most places to use at most */
function piecesOf(text: string, separator: string, { meter, most }: { meter: Meter; most?: number | undefined }) {
  const find = searchFor(separator, text, meter);
  const pieces: string[] = [];
  let from = 0;
  for (let at = find(0); at >= 0 && pieces.length !== most; at = find(from)) {
    pieces.push(text.slice(from, at));
    from = at + separator.length;
  }
  pieces.push(text.slice(from));
  return pieces;
}

function isOfOneKind(items: readonly unknown[]): boolean {
  const kind = typeof items[0];
  return (kind === 'number' || kind === 'string') && items.every((item) => typeof item === kind);
}

/** Whether the first is to come after the second. */
type Comparator = (a: unknown, b: unknown) => unknown;

async function sortBy(items: readonly unknown[], isAfter: Comparator, meter: Meter): Promise<unknown[]> {
  if (items.length < 2) return [...items];
  const middle = Math.floor(items.length / 2);
  const left = await sortBy(items.slice(0, middle), isAfter, meter);
  const right = await sortBy(items.slice(middle), isAfter, meter);
  const merged: unknown[] = [];
  let [l, r] = [0, 0];
  while (l < left.length && r < right.length) {
    meter.spend();
    if (await isAfter(left[l], right[r])) {
      merged.push(right[r]);
      r += 1;
    } else {
      merged.push(left[l]);
      l += 1;
    }
  }
  for (; l < left.length; l += 1) merged.push(left[l]);
  for (; r < right.length; r += 1) merged.push(right[r]);
  return merged;
}

function spreadInto(result: unknown[], items: readonly unknown[], meter: Meter): void {
  for (const item of items) {
    meter.spend();
    if (Array.isArray(item)) spreadInto(result, item, meter);
    else if (typeof item !== 'object' || item === null || isLambda(item)) {
      if (item !== undefined) result.push(item);
    } else {
      for (const key of Object.keys(item)) {
        meter.spend();
        const pair: Record<string, unknown> = Object.create(null);
        pair[key] = (item as Record<string, unknown>)[key];
        result.push(pair);
      }
    }
  }
}

const isLambda = (value: object) => (value as { readonly _jsonata_lambda?: unknown })._jsonata_lambda === true;

/** Characters of a text: code points. */
function characters(text: string): number {
  if (!/[\ud800-\udbff]/.test(text)) return text.length;
  let count = 0;
  for (let unit = 0; unit < text.length; unit += unitsAt(text, unit)) count += 1;
  return count;
}

const unitsAt = (text: string, unit: number) => ((text.codePointAt(unit) ?? 0) > 0xffff ? 2 : 1);

/** Where a character begins. */
function unitOf(text: string, character: number): number {
  let unit = 0;
  for (let index = 0; index < character && unit < text.length; index += 1) unit += unitsAt(text, unit);
  return unit;
}
