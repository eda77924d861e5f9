import { rawJSON } from '../../json.ts';

type WithSource = (key: string, value: unknown, context: { readonly source?: string }) => unknown;

// The type library of ES2024 lacks the third parameter; Node.js 22 and newer have it.
const { parse } = JSON as unknown as { parse(text: string, reviver: WithSource): unknown };

/** The fewest digits of an integer that a double cannot represent. */
const LONG = 16;
const INTEGER = /^-?\d+$/;

/**
 * Parses JSON that is only going to be serialized again: an integer beyond 2^53, which a double would round, is preserved.
 * RFC 8259, section 6, on interoperability of numbers.
 *
 * @returns the value; only `JSON.stringify` can read the placeholder of such an integer
 * @throws SyntaxError for invalid JSON
 */
export function parseLossless(text: string): unknown {
  if (!hasLongNumber(text)) return JSON.parse(text);
  return parse(text, (_key, value, { source = '' }) =>
    typeof value === 'number' && !Number.isSafeInteger(value) && INTEGER.test(source) ? rawJSON(source) : value,
  );
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
