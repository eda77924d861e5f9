/** What stands between two rows: `,`, `"`, `] [`, white space. */
const SEPARATOR = /^[^\p{L}\p{N}]*$/u;
const WORD = /[\p{L}\p{N}]/u;
/** The longest text between two rows. */
const MOST_SEPARATOR_CHARS = 16;

/**
 * Finds what is new in a text of a result, after its rows were shown. Rows may occur in it as they were shown, as JSON strings, or
 * as the elements of one array for all pages.
 *
 * @returns `undefined` if the text contains nothing but the rows; the text with `…` for the rows if something stands around them;
 * the text itself if the rows do not occur in it one after the other
 */
export function withoutShown(text: string, shown: readonly string[]): string | undefined {
  const rows = shown.map(spellingsOf).filter((spellings) => spellings.length > 0);
  const [first, ...others] = rows;
  if (first === undefined) return text;
  const found = find(text, first, 0, text.length);
  if (found === undefined) return text;
  let { end } = found;
  for (const row of others) {
    const next = find(text, row, end, end + MOST_SEPARATOR_CHARS);
    if (next === undefined || !SEPARATOR.test(text.slice(end, next.start))) return text;
    ({ end } = next);
  }
  const [head, tail] = [text.slice(0, found.start), text.slice(end)];
  if (SEPARATOR.test(head) && SEPARATOR.test(tail)) return undefined;
  // A row that is a part of a word was found by accident.
  const isWhole = !WORD.test(head.slice(-1)) && !WORD.test(tail.slice(0, 1));
  return isWhole ? `${head}…${tail}` : text;
}

/** How a row may be written in the result. */
function spellingsOf(row: string): readonly string[] {
  const [, elements = ''] = /^\[(.*)\]$/s.exec(row) ?? [];
  return [JSON.stringify(row), row, elements].filter((spelling) => WORD.test(spelling));
}

interface Place {
  readonly start: number;
  readonly end: number;
}

/** Finds the first of several spellings that begins from one index up to another one. */
function find(text: string, spellings: readonly string[], from: number, to: number): Place | undefined {
  const places = spellings.flatMap((spelling): readonly Place[] => {
    const start = text.slice(from, to + spelling.length).indexOf(spelling);
    return start < 0 ? [] : [{ start: from + start, end: from + start + spelling.length }];
  });
  return places.reduce<Place | undefined>(
    (best, place) => (best === undefined || place.start < best.start ? place : best),
    undefined,
  );
}
