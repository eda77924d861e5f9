import { createLru } from '../../cache/index.ts';
import { literalPattern } from '../../text/index.ts';
import { foldCase, type Spelling, spellingsOf } from './spellings.ts';

/** Finds one secret in text, in any of its spellings. */
export interface Needle {
  readonly secret: string;
  /** Matches the secret; global, and without regard to case, because encoders differ in the case of their digits. */
  readonly pattern: RegExp;
  /** Returns where the end of a text could be the start of the secret; the length of the text if it cannot. */
  openStart(text: string): number;
}

/** Secrets in use at a time. A pattern takes longer to compile than a text to search. */
const MAX_NEEDLES = 500;
const needles = createLru<Needle>({ entries: MAX_NEEDLES });

/** Returns the needle of a secret, which is compiled once. */
export function needleOf(secret: string): Needle {
  const known = needles.get(secret);
  if (known !== undefined) return known;
  const needle = compile(secret);
  needles.set(secret, needle);
  return needle;
}

function compile(secret: string): Needle {
  const spellings = spellingsOf(secret);
  const longest = Math.max(...spellings.map(longestOf));
  return {
    secret,
    pattern: new RegExp(spellings.map(sourceOf).join('|'), 'gi'),
    openStart(text) {
      const from = Math.max(0, text.length - longest + 1);
      const tail = foldCase(text.slice(from));
      for (let start = 0; start < tail.length; start += 1) {
        if (spellings.some((spelling) => endsWithin(tail, start, spelling, 0))) return from + start;
      }
      return text.length;
    },
  };
}

function longestOf(spelling: Spelling): number {
  return spelling.reduce((sum, [longest = '']) => sum + longest.length, 0);
}

function sourceOf(spelling: Spelling): string {
  return spelling
    .map((element) =>
      element.length === 1 ? literalPattern(element[0] ?? '') : `(?:${element.map(literalPattern).join('|')})`,
    )
    .join('');
}

/** Returns whether a text from `start` on spells the beginning of a secret, and ends before the secret does. */
function endsWithin(text: string, start: number, spelling: Spelling, index: number): boolean {
  let at = start;
  let position = index;
  for (; position < spelling.length; position += 1) {
    if (at === text.length) return true;
    const element = spelling[position] ?? [];
    const [only = ''] = element;
    if (element.length > 1) break;
    if (!text.startsWith(only, at)) return false;
    at += only.length;
  }
  return (spelling[position] ?? []).some((form) => {
    if (text.length - at < form.length) return form.startsWith(text.slice(at));
    return text.startsWith(form, at) && endsWithin(text, at + form.length, spelling, position + 1);
  });
}
