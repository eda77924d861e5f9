/** JSONata's sequences: lists that collapse to their only item, and to nothing when they are empty. */
import type { Meter } from '../../../work/index.ts';
import { LimitExceeded, SEQUENCE_ITEMS } from '../limits.ts';

/** A list with jsonata's marks, which its own functions read, too. */
export type Sequence = unknown[] & { sequence?: boolean; keepSingleton?: boolean; cons?: boolean };

/** Creates an empty sequence. */
export function createSequence(): Sequence {
  const sequence: Sequence = [];
  sequence.sequence = true;
  return sequence;
}

/** Creates a sequence of one item, which may be `undefined`. */
export function sequenceOf(item: unknown): Sequence {
  const sequence: Sequence = [item];
  sequence.sequence = true;
  return sequence;
}

/** As jsonata's functions call it: with an item, or without. */
export function newSequence(...items: readonly unknown[]): Sequence {
  return items.length === 1 ? sequenceOf(items[0]) : createSequence();
}

export function isSequence(value: unknown): value is Sequence {
  return Array.isArray(value) && (value as Sequence).sequence === true;
}

/** What a node's value is once the node is left. @param keepArray whether `[]` follows the node */
export function collapse(value: unknown, keepArray: boolean): unknown {
  if (!isSequence(value)) return value;
  if (keepArray) value.keepSingleton = true;
  if (value.length === 0) return undefined;
  return value.length === 1 && value.keepSingleton !== true ? value[0] : value;
}

/** Adds a value to a list; the items of a list that no `[...]` of the expression built are added one by one. */
export function pushFlat(into: unknown[], value: unknown, meter: Meter): void {
  if (!Array.isArray(value) || (value as Sequence).cons === true) {
    into.push(value);
    return;
  }
  pushAll(into, value, meter);
}

/** Adds the items of a list, whose number no argument list could take. */
export function pushAll(into: unknown[], items: readonly unknown[], meter: Meter): void {
  assertItems(into.length + items.length);
  meter.spend(items.length >> 2);
  for (let index = 0; index < items.length; index += 1) into.push(items[index]);
}

/** @throws LimitExceeded for a list with more items than a sequence may have */
export function assertItems(count: number): void {
  if (count > SEQUENCE_ITEMS) throw new LimitExceeded(`a sequence has more than ${SEQUENCE_ITEMS} items`);
}

/** The value of a key: of an object, or of each object in a list. */
export function lookUp(input: unknown, key: string, meter: Meter): unknown {
  if (typeof input !== 'object' || input === null) return undefined;
  if (!Array.isArray(input)) return ownValue(input, key);
  const found = createSequence();
  meter.spend(input.length);
  for (let index = 0; index < input.length; index += 1) {
    const value = lookUp(input[index], key, meter);
    if (value === undefined) continue;
    if (Array.isArray(value)) pushAll(found, value, meter);
    else found.push(value);
  }
  assertItems(found.length);
  return found;
}

/** The value of a key of an object that is not a list. */
export function ownValue(object: object, key: string): unknown {
  return Object.hasOwn(object, key) && !isMarked(object) ? (object as Record<string, unknown>)[key] : undefined;
}

/** jsonata takes data that carries the marks of its functions for a function. */
export function isMarked(object: object): boolean {
  const marks = object as { readonly _jsonata_function?: unknown; readonly _jsonata_lambda?: unknown };
  return marks._jsonata_function === true || marks._jsonata_lambda === true;
}
