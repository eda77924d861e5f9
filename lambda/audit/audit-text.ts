/**
 * What steers a terminal or hides text: control and format characters, line and paragraph separators, lone surrogates. Not a literal:
 * V8 builds the sets of one while it parses, which would delay the cold starts of stages that audit nothing.
 */
const UNSEEN = '[\\p{Cc}\\p{Cf}\\p{Cs}\\p{Zl}\\p{Zp}]';
let unseen: RegExp | undefined;

/**
 * A text that others wrote, for an audit: bounded, and without characters that could forge or hide a line of it.
 *
 * @param maxChars maximum UTF-16 code units, the mark of a cut included
 */
export function auditText(text: string, maxChars: number): string {
  // Cut first, so that the work is bounded, too; then once more, because a cut can leave half of a character.
  const cut = text.length > maxChars ? `${text.slice(0, maxChars - 1)}…` : text;
  unseen ??= new RegExp(UNSEEN, 'gu');
  return cut.replace(unseen, '');
}
