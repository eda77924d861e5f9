import type { Meter } from './budget.ts';

/**
 * Whether two JSON values are equal, keys in any order.
 *
 * @throws WorkExceeded
 */
export function isEqual(a: unknown, b: unknown, meter: Meter): boolean {
  meter.spend();
  if (a === b) return true;
  if (typeof a !== 'object' || typeof b !== 'object' || a === null || b === null) return false;
  if (Array.isArray(a)) {
    if (!Array.isArray(b) || a.length !== b.length) return false;
    for (let index = 0; index < a.length; index += 1) {
      if (!isEqual(a[index], b[index], meter)) return false;
    }
    return true;
  }
  if (Array.isArray(b)) return false;
  const keys = countedKeys(a, meter);
  if (keys.length !== countedKeys(b, meter).length) return false;
  for (const key of keys) {
    if (!Object.hasOwn(b, key)) return false;
    if (!isEqual((a as Record<string, unknown>)[key], (b as Record<string, unknown>)[key], meter)) return false;
  }
  return true;
}

/**
 * Lists the keys of an object. That takes time for each of them, whatever the caller does with the list.
 *
 * @throws WorkExceeded
 */
export function countedKeys(object: object, meter: Meter): readonly string[] {
  const keys = Object.keys(object);
  meter.spend(keys.length);
  return keys;
}

/** Numbers of 32 bits, equal for equal values. */
type Hasher = (value: unknown) => number;

const { imul } = Math;

/** Differs in each process, so that a client cannot construct values with equal hashes. */
const SEED = Math.floor(Math.random() * 2 ** 32);
/**
 * Makes a hash function of JSON values.
 *
 * @param meter what hashing is charged to; it throws WorkExceeded
 */
export function createHasher(meter: Meter): Hasher {
  const hash = (value: unknown): number => {
    meter.spend();
    if (typeof value === 'string') return hashText(value, 0x9e3779b9, meter);
    if (typeof value === 'number') return hashNumber(value);
    if (typeof value !== 'object' || value === null) return mix(SEED, value === true ? 3 : value === false ? 5 : 7);
    if (Array.isArray(value)) {
      let sum = mix(SEED, value.length);
      for (const item of value) sum = mix(sum, hash(item));
      return sum;
    }
    // A sum does not depend on the order of keys.
    let sum = 0;
    for (const key of Object.keys(value)) {
      sum = (sum + mix(hashText(key, 0x85ebca6b, meter), hash((value as Record<string, unknown>)[key]))) | 0;
    }
    return mix(sum, 11);
  };
  return hash;
}

const bits = new DataView(new ArrayBuffer(8));

function hashNumber(value: number): number {
  if (Number.isInteger(value) && Math.abs(value) < 2 ** 31) return mix(mix(SEED, 13), value);
  bits.setFloat64(0, value);
  return mix(mix(mix(SEED, 17), bits.getInt32(0)), bits.getInt32(4));
}

function hashText(text: string, kind: number, meter: Meter): number {
  const { length } = text;
  meter.spend(length >> 4);
  let sum = mix(SEED ^ kind, length);
  for (let at = 0; at < length; at += 1) sum = imul(sum ^ text.charCodeAt(at), 0x01000193);
  return mix(sum, 19);
}

function mix(sum: number, value: number): number {
  let mixed = imul(sum ^ value, 0x85ebca6b);
  mixed ^= mixed >>> 13;
  mixed = imul(mixed, 0xc2b2ae35);
  return mixed ^ (mixed >>> 16);
}
