import { Datetime, Duration, Entity, isRecord, isSameEntity, isSet, type Value } from './value.ts';
import { spend, type Work } from './work.ts';

/** Pairs of elements up to which two sets are compared without an index. */
const FEW_PAIRS = 64;

/** Whether two values are equal; values of different types are not. Sets are, whatever the order and the duplicates. */
export function isEqual(a: Value, b: Value, work: Work): boolean {
  if (typeof a !== 'object' || typeof b !== 'object') {
    if (typeof a === 'string' && typeof b === 'string') spend(work, a.length >> 4);
    return a === b;
  }
  if (!spend(work, 1)) return false;
  if (a === b) return true;
  if (isSet(a)) return isSet(b) && includesAll(a, b, work) && includesAll(b, a, work);
  if (a instanceof Entity) return b instanceof Entity && isSameEntity(a, b);
  if (a instanceof Datetime) return b instanceof Datetime && a.ms === b.ms;
  if (a instanceof Duration) return b instanceof Duration && a.ms === b.ms;
  if (!isRecord(a) || !isRecord(b)) return false;
  const keys = Object.keys(a);
  if (keys.length !== Object.keys(b).length) return false;
  for (const key of keys) {
    const left = a[key];
    const right = Object.hasOwn(b, key) ? b[key] : undefined;
    if (left === undefined || right === undefined || !isEqual(left, right, work)) return false;
  }
  return true;
}

/** Whether a set has an element. */
export function includes(set: readonly Value[], element: Value, work: Work): boolean {
  if (!spend(work, set.length)) return false;
  if (typeof element !== 'object') return set.includes(element);
  return set.some((each) => isEqual(each, element, work));
}

/** Whether a set has every element of another one. */
export function includesAll(set: readonly Value[], elements: readonly Value[], work: Work): boolean {
  if (set.length * elements.length <= FEW_PAIRS) return elements.every((each) => includes(set, each, work));
  const known = keysOf(set, work);
  return elements.every((each) => known.has(keyOf(each, work)));
}

/** Whether a set has any element of another one. */
export function includesAny(set: readonly Value[], elements: readonly Value[], work: Work): boolean {
  if (set.length * elements.length <= FEW_PAIRS) return elements.some((each) => includes(set, each, work));
  const known = keysOf(set, work);
  return elements.some((each) => known.has(keyOf(each, work)));
}

function keysOf(set: readonly Value[], work: Work): ReadonlySet<string> {
  return new Set(set.map((each) => keyOf(each, work)));
}

/** A text that equal values share and no other value has. Every part tells where it ends, so that parts can be joined. */
function keyOf(value: Value, work: Work): string {
  if (!spend(work, 4)) return '';
  if (typeof value === 'string') return textKey('s', value, work);
  // `-0` is 0.
  if (typeof value === 'number') return `n${value === 0 ? 0 : value};`;
  if (typeof value !== 'object') return `${typeof value === 'bigint' ? 'n' : 'b'}${value};`;
  if (isSet(value)) return wholeKey('S', [...keysOf(value, work)].sort(), work);
  if (value instanceof Entity) return `e${textKey('t', value.type, work)}${textKey('i', value.id, work)}`;
  if (value instanceof Datetime) return `d${value.ms};`;
  if (value instanceof Duration) return `D${value.ms};`;
  const members = Object.entries(value).map(([key, inner]) => textKey('k', key, work) + keyOf(inner, work));
  return wholeKey('R', members.sort(), work);
}

function textKey(kind: string, text: string, work: Work): string {
  spend(work, text.length >> 3);
  return `${kind}${text.length}:${text}`;
}

function wholeKey(kind: string, parts: readonly string[], work: Work): string {
  const joined = parts.join('');
  spend(work, (joined.length >> 3) + parts.length * 4);
  return `${kind}${parts.length}[${joined}]`;
}
