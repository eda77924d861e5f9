/**
 * Shortens a text to a number of characters; a shortened text ends with an ellipsis.
 *
 * @param chars the limit, in UTF-16 code units
 */
export function truncateText(text: string, chars: number): string {
  return text.length <= chars ? text : `${text.slice(0, chars - 1).toWellFormed()}…`;
}
