import { isUtf8 } from 'node:buffer';
import type { ContentBlock } from '../../../content/index.ts';
import { isCharset } from './formats/index.ts';

/** Media types that are text by name: their bodies must be UTF-8. */
const TEXTUAL =
  /^(?:text\/|application\/(?:json|xml|javascript|x-www-form-urlencoded|yaml|x-yaml|x-amz-json-1\.[01])\b|[^;]*\+(?:json|xml)\b)/i;
/** Media types that are binary by name, even if the bytes are valid text. */
export const BINARY = /^(?:image|audio|video|font)\/|^application\/(?:pdf|zip|gzip)\b/i;

/** Returns a media type without parameters; the default for unlabelled bytes is from RFC 2046 section 4.5.1. */
function mediaType(contentType: string): string {
  return contentType.replace(/;.*/s, '').trim().toLowerCase() || 'application/octet-stream';
}

/** Returns whether a body is binary. A body that is labelled as text but is not in its charset remains an error. */
export function isBinary(contentType: string, body: Buffer): boolean {
  if (TEXTUAL.test(contentType)) return false;
  return BINARY.test(contentType) || (contentType !== '' && !isUtf8(body) && !isCharset(contentType));
}

/**
 * Builds the content block of a binary body: an image, audio, or for anything else an embedded resource.
 * spec: server/tools#tool-result
 *
 * @param uri the URL of the request, without its query
 */
export function binaryContent(body: Buffer, contentType: string, uri: string): ContentBlock {
  const mimeType = mediaType(contentType);
  const data = body.toString('base64');
  if (mimeType.startsWith('image/')) return { type: 'image', data, mimeType };
  if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType };
  return { type: 'resource', resource: { uri, mimeType, blob: data } };
}
