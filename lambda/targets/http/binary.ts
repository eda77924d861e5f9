import { isUtf8 } from 'node:buffer';
import type { ContentBlock } from '../../content/blocks.ts';

/** Types that are text by their name: what they hold must be UTF-8. */
const TEXTUAL =
  /^(?:text\/|application\/(?:json|xml|javascript|x-www-form-urlencoded|yaml|x-yaml)\b|[^;]*\+(?:json|xml)\b)/i;
/** Types that are binary by their name, even when their bytes could be read as text. */
const BINARY = /^(?:image|audio|video|font)\/|^application\/(?:pdf|zip|gzip)\b/i;

/** The type of an answer without parameters; of bytes that nobody named, RFC 2046 section 4.5.1. */
function mediaType(contentType: string): string {
  return contentType.replace(/;.*/s, '').trim().toLowerCase() || 'application/octet-stream';
}

/** Whether a body is bytes rather than text. What claims to be text and is not stays an error. */
export function isBinary(contentType: string, body: Buffer): boolean {
  if (TEXTUAL.test(contentType)) return false;
  return BINARY.test(contentType) || (contentType !== '' && !isUtf8(body));
}

/**
 * Makes the content of a binary body: images and sound are what they are, everything else is an embedded resource.
 * spec: server/tools#tool-result
 *
 * @param uri the address that was asked, without its query
 */
export function binaryContent(body: Buffer, contentType: string, uri: string): ContentBlock {
  const mimeType = mediaType(contentType);
  const data = body.toString('base64');
  if (mimeType.startsWith('image/')) return { type: 'image', data, mimeType };
  if (mimeType.startsWith('audio/')) return { type: 'audio', data, mimeType };
  return { type: 'resource', resource: { uri, mimeType, blob: data } };
}
