import { WorkExceeded } from '../../work/index.ts';
import { ENGINE_LIMITS, LimitExceeded } from './limits.ts';

/** Reasons by jsonata's error code, without the values that jsonata's own messages show. */
const REASONS: Readonly<Record<string, string>> = {
  D1001: 'a number is out of range',
  D1004: 'a pattern matches the empty text without end',
  D1011: `it recurses too deeply, or keeps more than ${ENGINE_LIMITS.stack} evaluations open`,
  D2014: `a range has more than ${ENGINE_LIMITS.sequence} items`,
  D2015: `a sequence has more than ${ENGINE_LIMITS.sequence} items`,
  D3030: 'a value is not a number',
  T0410: 'an argument of a function has the wrong type',
  T0411: 'the context of a function has the wrong type',
  T0412: 'an array given to a function holds the wrong type',
  T1003: 'a key of an object is not a string',
  T1006: 'it calls something that is not a function',
  T2001: 'the left side of an operator is not a number',
  T2002: 'the right side of an operator is not a number',
  T2009: 'it compares values of different types',
  T2010: 'it compares values that have no order',
};

/** `$error` and `$assert`: their messages are written by the tool's author for the agent. */
const SPOKEN = new Set(['D3137', 'D3141']);

/**
 * Returns why an expression failed, without any value that the expression processed.
 *
 * @param error thrown by jsonata, by one of our limits, or by re2
 */
export function reasonOf(error: unknown): string {
  if (error instanceof LimitExceeded || error instanceof WorkExceeded) return error.message;
  if (error instanceof RangeError) return 'a value is too long or nested too deeply';
  const { code, message, token } = (typeof error === 'object' && error !== null ? error : {}) as Record<
    string,
    unknown
  >;
  if (typeof code !== 'string') return 'it could not be evaluated';
  if (SPOKEN.has(code) && typeof message === 'string') return message.slice(0, 500).replace(/\.$/, '');
  const reason = REASONS[code] ?? 'it could not be evaluated';
  return typeof token === 'string' && /^\w+$/.test(token) ? `${reason} (${code} at ${token})` : `${reason} (${code})`;
}
