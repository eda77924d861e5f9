import { rawJSON } from '../json.ts';

type WithSource = (this: object, key: string, value: unknown, context: { readonly source?: string }) => unknown;

// The type library of ES2024 lacks the third parameter; Node.js 22 and newer have it.
const { parse } = JSON as unknown as { parse(text: string, reviver: WithSource): unknown };

/** The fewest digits of an integer that a double cannot represent. */
const LONG = 16;
const INTEGER = /^-?\d+$/;
/** A number with a positive exponent: `1e400` is beyond every double, and `9.007199254740993e15` is an integer beyond 2^53. */
const EXPONENT = /(?:^|[[,:\s])-?\d+(?:\.\d+)?[eE]\+?\d/;
/** What every such number contains, and identifiers such as `3e9f` do: a quick answer for most texts, however many numbers they hold. */
const DIGIT_AND_E = /\d[eE]\+?\d/;

/** A number of a JSON text that a double rounds: an integer beyond 2^53, in any notation, or a number beyond every double. */
export interface RoundedNumber {
  /** Keys and indexes that lead to it. */
  readonly path: readonly (string | number)[];
  /** The number as it was written. */
  readonly source: string;
}

/**
 * Parses JSON that is only going to be serialized again: an integer beyond 2^53, which a double would round, is preserved.
 * RFC 8259, section 6, on interoperability of numbers.
 *
 * @returns the value; only `JSON.stringify` can read the placeholder of such an integer
 * @throws SyntaxError for invalid JSON
 */
export function parseLossless(text: string): unknown {
  if (!mayBeRounded(text)) return JSON.parse(text);
  return parse(text, (_key, value, { source = '' }) => (isRounded(value, source) ? rawJSON(source) : value));
}

/** Objects and arrays that hold a rounded number at any depth, with the sources of their own ones. */
const holders = new WeakMap<object, Map<string, string>>();

/**
 * Parses JSON and remembers which of its numbers a double rounds: see {@link roundedNumbers}. A text without a long number costs
 * one pass over some of its characters.
 *
 * @throws SyntaxError for invalid JSON
 */
export function parseMarkingRounded(text: string): unknown {
  if (!mayBeRounded(text)) return JSON.parse(text);
  return parse(text, function (key, value, { source = '' }) {
    if (isRounded(value, source)) own(this).set(key, source);
    else if (typeof value === 'object' && value !== null && holders.has(value)) own(this);
    return value;
  });
}

function own(holder: object): Map<string, string> {
  let sources = holders.get(holder);
  if (sources === undefined) {
    sources = new Map();
    holders.set(holder, sources);
  }
  return sources;
}

/**
 * Lists the numbers that {@link parseMarkingRounded} found to be rounded.
 *
 * @param value an object or array of a parsed text, unchanged since
 * @param most how many to list
 */
export function roundedNumbers(value: unknown, most: number): readonly RoundedNumber[] {
  const found: RoundedNumber[] = [];
  collect(value, [], { found, most });
  return found;
}

function collect(value: unknown, path: readonly (string | number)[], into: { found: RoundedNumber[]; most: number }) {
  if (typeof value !== 'object' || value === null) return;
  const sources = holders.get(value);
  if (sources === undefined) return;
  for (const [key, inner] of Object.entries(value)) {
    if (into.found.length >= into.most) return;
    const here = [...path, Array.isArray(value) ? Number(key) : key];
    const source = sources.get(key);
    if (source === undefined) collect(inner, here, into);
    else into.found.push({ path: here, source });
  }
}

/** Whether {@link parseMarkingRounded} found a rounded number in this object or array, or one was marked in it. */
export function hasRounded(value: unknown): boolean {
  return typeof value === 'object' && value !== null && holders.has(value);
}

/** Returns how the number at a key was written, if it is rounded. */
export function roundedSource(holder: unknown, key: string): string | undefined {
  return typeof holder === 'object' && holder !== null ? holders.get(holder)?.get(key) : undefined;
}

/** Marks that an object or array may lead to rounded numbers, because it was made from values that do. */
export function markHolder(holder: unknown): void {
  if (typeof holder === 'object' && holder !== null) own(holder);
}

/**
 * Marks a member that was added to an object or array, if it is or holds a rounded number.
 *
 * @param source the member's own JSON text, if it has one
 */
export function markMember(holder: object, key: string, value: unknown, source = ''): void {
  if (hasRounded(value)) own(holder);
  else if (isRounded(value, source)) own(holder).set(key, source);
}

/**
 * Serializes a value. Rounded numbers that are still where {@link parseMarkingRounded} found them are written as they came.
 *
 * @param marked the part of the value that may hold such numbers
 * @param indent spaces of each level
 */
export function exactJson(value: unknown, marked: unknown = value, indent = 0): string {
  return hasRounded(marked) ? JSON.stringify(value, restoreSource, indent) : JSON.stringify(value, undefined, indent);
}

function restoreSource(this: object, key: string, value: unknown): unknown {
  const source = typeof value === 'number' ? holders.get(this)?.get(key) : undefined;
  return source !== undefined && Number(source) === value ? rawJSON(source) : value;
}

function isRounded(value: unknown, source: string): boolean {
  if (typeof value !== 'number') return false;
  if (!Number.isFinite(value)) return true;
  if (Number.isSafeInteger(value) || !Number.isInteger(value)) return false;
  return INTEGER.test(source) || digitsOf(source) !== digitsOf(String(value));
}

const NUMBER = /^-?(\d+)(?:\.(\d+))?(?:[eE]([+-]?\d+))?$/;

/** Returns the digits of a number without zeros at the ends, and their exponent: the same for all notations of a number. */
function digitsOf(source: string): string {
  const [, whole = '', fraction = '', exponent = '0'] = NUMBER.exec(source) ?? [];
  const digits = (whole + fraction).replace(/^0+/, '');
  let end = digits.length;
  while (digits[end - 1] === '0') end -= 1;
  return `${digits.slice(0, end)}e${Number(exponent) - fraction.length + digits.length - end}`;
}

function mayBeRounded(text: string): boolean {
  return hasLongNumber(text) || (DIGIT_AND_E.test(text) && EXPONENT.test(text));
}

/** A run of 16 digits covers one of every 16 characters, so only those are examined. */
function hasLongNumber(text: string): boolean {
  for (let at = LONG - 1; at < text.length; at += LONG) {
    if (isDigit(text, at) && digitsAround(text, at) >= LONG) return true;
  }
  return false;
}

function digitsAround(text: string, at: number): number {
  let start = at;
  let end = at + 1;
  while (isDigit(text, start - 1) && end - start < LONG) start -= 1;
  while (isDigit(text, end) && end - start < LONG) end += 1;
  return end - start;
}

function isDigit(text: string, at: number): boolean {
  const code = text.charCodeAt(at);
  return code >= 0x30 && code <= 0x39;
}
