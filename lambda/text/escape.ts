/** Writes each UTF-16 code unit of a text as a `\\u` escape, as in JSON: `\\u202e` for U+202E. */
export function unicodeEscape(text: string): string {
  return Array.from({ length: text.length }, (_, index) => {
    return `\\u${text.charCodeAt(index).toString(16).padStart(4, '0')}`;
  }).join('');
}

/** Returns the source of a regular expression that matches a text literally. */
export function literalPattern(text: string): string {
  return text.replace(/[\\^$.*+?()[\]{}|/-]/g, '\\$&');
}
