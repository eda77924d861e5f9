/** The formats of bodies: charsets, JSON, CSV and XML. */
export { isJsonType, looksLikeJson, withoutGuard } from './json.ts';
export { decodedText, decodeText, isCharset, NotText } from './text.ts';
