/** Operators of other languages, which are errors in JSONata, and what to write. */
const OPERATORS: readonly (readonly [operator: RegExp, advice: string])[] = [
  [/&&/, 'write `and` for `&&`'],
  [/\|\|/, 'write `or` for `||`, or `a ? a : b` for a default'],
  [/==/, 'write `=` for `==`, and `!=` for `!==`'],
  [/=>/, 'write `function($x) { ... }` for an arrow function'],
  [/!(?!=)/, 'write `$not(...)` for `!`'],
  [/\$\{/, 'build texts with `&`'],
];

/** The content of quoted texts and names, which is no syntax. */
const QUOTED = /(["'`])((?:\\.|(?!\1)[^\\])*)\1/g;

/** A quote in a regular expression or a comment begins no text. */
const QUOTE_IN_PATTERN = /\/[^/\n]*["'`][^/\n]*\//;

/** The source with blanks in place of what is quoted, so that every character stays at its place. */
const withoutTexts = (source: string) =>
  source.replace(QUOTED, (_, mark: string, text: string) => mark + ' '.repeat(text.length) + mark);

/**
 * Completes the message about an expression that does not parse, where its source has an operator of another language.
 *
 * @returns an empty text for any other source
 */
export function foreignOperatorAdvice(source: string): string {
  const bare = withoutTexts(source);
  const advice = OPERATORS.find(([operator]) => operator.test(bare))?.[1];
  return advice === undefined ? '' : `; ${advice}`;
}

/** A text beside `+`, which adds numbers. */
const ADDED_TEXT = /["']\s*\+|\+\s*["']/;
/** A text in brackets after a value. */
const TEXT_IN_BRACKETS = /([\w`)\]]+)\s*\[\s*(["'])( *)\2\s*\]/g;
/** Words after which a bracket begins a list. */
const BEFORE_LISTS = new Set(['in', 'and', 'or']);

/**
 * Finds what JSONata reads otherwise than its author: it parses, and never does what it should.
 *
 * @param source an expression that is valid
 */
export function misreadSyntax(source: string): readonly string[] {
  if (QUOTE_IN_PATTERN.test(source)) return [];
  const bare = withoutTexts(source);
  const added = ADDED_TEXT.exec(bare);
  const messages = added === null ? [] : [`+ adds numbers: write & to join texts (character ${placeOf(added)})`];
  for (const found of bare.matchAll(TEXT_IN_BRACKETS)) {
    const [whole, before = '', mark = '"', blank = ''] = found;
    if (BEFORE_LISTS.has(before)) continue;
    const from = found.index + whole.indexOf(mark) + 1;
    const name = source.slice(from, from + blank.length);
    const written = /^[A-Za-z_]\w*$/.test(name) ? name : `\`${name}\``;
    messages.push(
      `a text in brackets is a filter that keeps everything: write .${written} for the member (character ${placeOf(found)})`,
    );
  }
  return messages;
}

const placeOf = ({ index }: RegExpExecArray) => index + 1;

/**
 * Returns a name with hyphens of which an expression subtracts the parts.
 *
 * @param place the character, from 1, at which the last part begins
 */
export function hyphenated(source: string, place: number, name: string): string | undefined {
  const [, before] = /([A-Za-z_]\w*-)$/.exec(source.slice(0, place - 1)) ?? [];
  return before === undefined ? undefined : before + name;
}
