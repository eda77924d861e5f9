import { WorkExceeded } from '../../work/index.ts';
import { ENGINE_LIMITS, LimitExceeded } from './limits.ts';
import { REASONS } from './reasons.ts';

/** `$error` and `$assert`: their messages are written by the tool's author for the agent. */
const SPOKEN = new Set(['D3137', 'D3141']);

/** What jsonata throws. */
interface JsonataError {
  readonly code?: unknown;
  readonly message?: unknown;
  readonly token?: unknown;
  readonly position?: unknown;
  readonly index?: unknown;
  readonly type?: unknown;
  readonly value?: unknown;
  readonly value2?: unknown;
}

/**
 * Returns why an expression failed, without any text that the expression processed: with the kind of the value that was wrong, and
 * the place in the expression.
 *
 * @param error thrown by jsonata, by one of our limits, or by re2
 */
export function reasonOf(error: unknown): string {
  if (error instanceof LimitExceeded || error instanceof WorkExceeded) return error.message;
  if (error instanceof RangeError) return 'a value is too long or nested too deeply';
  const found: JsonataError = typeof error === 'object' && error !== null ? error : {};
  const { code, message, position } = found;
  if (typeof code !== 'string') return 'it could not be evaluated';
  if (SPOKEN.has(code) && typeof message === 'string') return message.slice(0, 500).replace(/\.$/, '');
  const at = typeof position === 'number' ? `, character ${position}` : '';
  return `${wordsFor(code, found)} (${code}${at})`;
}

function wordsFor(code: string, { token, index, type, value, value2 }: JsonataError): string {
  const words: Readonly<Record<string, string>> = {
    token: nameOf(token),
    index: typeof index === 'number' ? String(index) : '',
    type: typeof type === 'string' ? type : 'one type',
    value: kindOf(value),
    other: kindOf(value2),
    stack: String(ENGINE_LIMITS.stack),
    sequence: String(ENGINE_LIMITS.sequence),
  };
  const reason = REASONS[`${code} ${String(token)}`] ?? REASONS[code] ?? 'it could not be evaluated';
  return reason.replaceAll(/\{(\w+)\}/g, (_, name) => words[name] ?? '');
}

/** An operator as it is, a function with its `$`. */
function nameOf(token: unknown): string {
  if (typeof token !== 'string') return 'a function';
  return /^\w{3,}$/.test(token) && token !== 'and' ? `$${token}` : token;
}

function textKind({ length }: string): string {
  if (length === 0) return 'an empty text';
  return length === 1 ? 'a text of 1 character' : `a text of ${length} characters`;
}

/** A value in words: numbers and the like as they are, of everything else only how large it is. */
function kindOf(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null || typeof value === 'boolean' || typeof value === 'number') return String(value);
  if (typeof value === 'string') return textKind(value);
  if (Array.isArray(value)) return value.length === 0 ? 'an empty list' : `a list of ${value.length}`;
  return typeof value === 'object' && !('_jsonata_lambda' in value) && !('_jsonata_function' in value)
    ? 'an object'
    : 'a function';
}
