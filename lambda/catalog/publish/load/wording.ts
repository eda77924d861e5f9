import { closestWord } from '../../../text/index.ts';

/** Describes a value briefly, for "expected ..., found ...". */
export function describe(value: unknown): string {
  if (value === undefined) return 'nothing';
  if (value === null) return 'null';
  if (Array.isArray(value)) return `a list of ${value.length}`;
  if (typeof value === 'object') return 'an object';
  const text = JSON.stringify(value);
  return `${typeof value} ${text.length > 60 ? `${text.slice(0, 57)}...` : text}`;
}

/**
 * Completes a message such as "unknown key `inputs`" with the closest known word, or with all known words.
 *
 * @param known the valid words
 */
export function suggest(word: string, known: readonly string[]): string {
  const closest = closestWord(word, known);
  if (closest !== undefined) return `; did you mean \`${closest}\`?`;
  return known.length > 0 ? `; expected one of ${known.map((name) => `\`${name}\``).join(', ')}` : '';
}
