const ENCODED = /^=\?base64\?(.*)\?=$/;
const BASE64 = /^(?:[A-Za-z0-9+/]{4})*(?:[A-Za-z0-9+/]{2}==|[A-Za-z0-9+/]{3}=)?$/;
// RFC 9110 section 5.5: visible ASCII, space and tab.
const HEADER_SAFE = /^[\x20-\x7e\t]*$/;
/** Has no white space at its ends, because a reader would trim it. */
const PLAIN = /^[\x21-\x7e](?:[\x20-\x7e]*[\x21-\x7e])?$/;

/** A header that cannot be decoded; the message describes the problem, without the header's name. */
export class MalformedHeaderValue extends Error {
  override readonly name = 'MalformedHeaderValue';
}

/** Encodes a value that a header mirrors: unchanged, or as Base64. spec: basic/transports/streamable-http#value-encoding */
export function encodeHeaderValue(value: string): string {
  if (PLAIN.test(value) && !value.startsWith('=?base64?')) return value;
  const bytes = new TextEncoder().encode(value);
  return `=?base64?${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}?=`;
}

/**
 * Decodes a header that mirrors a value. spec: basic/transports/streamable-http#value-encoding
 *
 * @throws MalformedHeaderValue for characters that are not allowed in a header, or for invalid Base64 or UTF-8
 */
export function decodeHeaderValue(header: string): string {
  // Before the trim, because `trim` removes characters that HTTP does not count as white space.
  if (!HEADER_SAFE.test(header)) throw new MalformedHeaderValue('has invalid characters');
  const value = header.trim();
  const encoded = ENCODED.exec(value)?.[1];
  if (encoded === undefined) return value;
  if (!BASE64.test(encoded)) throw new MalformedHeaderValue('has invalid Base64');
  const bytes = Uint8Array.from(atob(encoded), (character) => character.charCodeAt(0));
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    throw new MalformedHeaderValue('is not UTF-8');
  }
}
