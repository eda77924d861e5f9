const EXCERPT_CHARACTERS = 200;

/** Returns the first characters of a text, for a message. */
export function excerptOf(text: string): string {
  return text.trim().slice(0, EXCERPT_CHARACTERS);
}
