import type { Json } from '../../json.ts';
import { isJsonObject } from '../../json.ts';
import { UnsupportedPolicy } from '../policy-json.ts';
import { spend, type Work } from './work.ts';

/** Whether a text matches a pattern. */
export type Like = (text: string, work: Work) => boolean;

/**
 * Compiles a pattern of `like`, in which a wildcard stands for any number of characters.
 *
 * @param pattern a list of `"Wildcard"` and `{ "Literal": "..." }`
 * @throws UnsupportedPolicy
 */
export function compileLike(pattern: Json): Like {
  const [first = '', ...rest] = literalsBetweenWildcards(pattern);
  if (rest.length === 0) return (text) => text === first;
  const last = rest.pop() ?? '';
  const middle = rest.filter((literal) => literal !== '');
  return (text, work) => {
    const end = text.length - last.length;
    if (end < first.length || !text.startsWith(first) || !text.endsWith(last)) return false;
    let at = first.length;
    // The first place where a literal occurs leaves the most for those after it.
    for (const literal of middle) {
      if (!spend(work, 1 + ((text.length * literal.length) >> 4))) return false;
      const found = text.indexOf(literal, at);
      if (found < 0) return false;
      at = found + literal.length;
    }
    return at <= end;
  };
}

/** The literals around the wildcards, of which there is one fewer. */
function literalsBetweenWildcards(pattern: Json): string[] {
  if (!Array.isArray(pattern)) throw new UnsupportedPolicy('`like` has no pattern');
  const literals = [''];
  for (const element of pattern) {
    if (element === 'Wildcard') literals.push('');
    else if (isJsonObject(element) && typeof element.Literal === 'string')
      literals.push(literals.pop() + element.Literal);
    else throw new UnsupportedPolicy('`like` has a pattern element that is not known');
  }
  return literals;
}
