/**
 * Decodes one part of a JSON pointer in a URI fragment. RFC 6901, section 6
 *
 * @returns `undefined` for invalid percent-encoding, which cannot refer to anything
 */
export function decodePointerPart(part: string): string | undefined {
  try {
    return decodeURIComponent(part).replaceAll('~1', '/').replaceAll('~0', '~');
  } catch {
    return undefined;
  }
}
