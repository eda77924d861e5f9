/**
 * Returns whether a text has more UTF-8 bytes than a limit. A UTF-16 code unit takes at most three bytes, so a short text
 * is not counted.
 */
export function exceedsBytes(text: string, bytes: number): boolean {
  return text.length * 3 > bytes && Buffer.byteLength(text) > bytes;
}
