import type { Outcome } from './outcome.ts';

/**
 * A value of Cedar. An array is a set, in any order and with duplicates; any other plain object is a record. Arguments are used as
 * `JSON.parse` returned them.
 */
export type Value = boolean | Long | string | readonly Value[] | RecordValue | Entity | Datetime | Duration;

/** An integer of 64 bits: a `number` where that is exact, otherwise a `bigint`; never the other way round, so that `===` compares. */
export type Long = number | bigint;

export interface RecordValue {
  readonly [attribute: string]: Value;
}

/** A value, or what takes its place. */
export type Result = Value | Outcome;

export class Entity {
  readonly type: string;
  readonly id: string;

  constructor(type: string, id: string) {
    this.type = type;
    this.id = id;
  }
}

/** A moment, in milliseconds since the epoch. */
export class Datetime {
  readonly ms: bigint;

  constructor(ms: bigint) {
    this.ms = ms;
  }
}

/** A length of time in milliseconds. */
export class Duration {
  readonly ms: bigint;

  constructor(ms: bigint) {
    this.ms = ms;
  }
}

const MAX_LONG = 2n ** 63n - 1n;
const MIN_LONG = -(2n ** 63n);

/** Whether an integer fits into 64 bits. */
export function isInRange(value: bigint): boolean {
  return value >= MIN_LONG && value <= MAX_LONG;
}

/** The canonical form of an integer. */
export function toLong(value: bigint): Long {
  const exact = Number(value);
  return Number.isSafeInteger(exact) ? exact : value;
}

export function isLong(value: unknown): value is Long {
  return typeof value === 'number' || typeof value === 'bigint';
}

export function isSet(value: unknown): value is readonly Value[] {
  return Array.isArray(value);
}

export function isRecord(value: unknown): value is RecordValue {
  return (
    typeof value === 'object' &&
    value !== null &&
    !Array.isArray(value) &&
    !(value instanceof Entity) &&
    !(value instanceof Datetime) &&
    !(value instanceof Duration)
  );
}

export function isSameEntity(a: Entity, b: Entity): boolean {
  return a === b || (a.id === b.id && a.type === b.type);
}
