/**
 * Shortens a text to a number of characters; a shortened text ends with an ellipsis.
 *
 * @param chars UTF-16 code units that the text may have
 */
export function truncateText(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1).toWellFormed()}…`;
}
