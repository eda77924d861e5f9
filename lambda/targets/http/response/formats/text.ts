import { isUtf8 } from 'node:buffer';
import type { IncomingHttpHeaders } from 'node:http';
import { TextDecoder } from 'node:util';

const CHARSET = /;\s*charset\s*=\s*(?:"([^"]*)"|'([^']*)'|([^\s;"]+))/i;
const UTF8 = /^(?:utf-?8|us-ascii|ascii)$/i;
/** The encoding that an XML document names itself. XML 1.0 section 4.3.3 */
const XML_ENCODING = /^<\?xml\s[^>]{0,100}?\sencoding\s*=\s*["']([\w.:-]{1,40})["']/;

/** Why a body is not what it should be: its charset is unknown, its bytes do not fit it, or it is neither CSV nor XML. */
export class NotText extends Error {
  override readonly name = 'NotText';
}

/** The responses of an API have one type. */
let last: { readonly contentType: string; readonly charset: string | undefined } = {
  contentType: '',
  charset: undefined,
};

/** Returns the charset that a media type names, if it is not UTF-8. */
export function charsetOf(contentType: string): string | undefined {
  if (contentType !== last.contentType) last = { contentType, charset: readCharset(contentType) };
  return last.charset;
}

function readCharset(contentType: string): string | undefined {
  const found = CHARSET.exec(contentType);
  const charset = found?.[1] ?? found?.[2] ?? found?.[3];
  return charset === undefined || UTF8.test(charset) ? undefined : charset;
}

/** Returns whether a media type names a charset that can be decoded; `charset=binary` is none. */
export function isCharset(contentType: string): boolean {
  const charset = charsetOf(contentType);
  return charset !== undefined && isKnown(charset);
}

function isKnown(charset: string): boolean {
  try {
    return decoderOf(charset) !== undefined;
  } catch {
    return false;
  }
}

/**
 * Returns the decoder of a charset.
 *
 * @param charset a label of the Encoding standard; `undefined` for UTF-8
 * @param options `fatal`, unless a replacement character may stand for what cannot be decoded
 * @throws NotText for an unknown charset
 */
export function decoderOf(
  charset: string | undefined,
  options: { readonly fatal?: boolean } = { fatal: true },
): TextDecoder {
  try {
    return new TextDecoder(charset ?? 'utf-8', options);
  } catch {
    throw new NotText(`in the charset ${charset?.slice(0, 40)}, which is not supported`);
  }
}

/**
 * Decodes a text by its byte order mark, else by the charset of its media type, else as UTF-8.
 *
 * @param format `xml`, which may name its encoding itself, or `json`
 * @returns the text without a byte order mark
 * @throws NotText for an unknown charset, and for bytes that do not fit it
 */
export function decodeText(body: Buffer, contentType: string, format?: string): string {
  const named = markedCharset(body) ?? charsetOf(contentType) ?? (format === 'xml' ? xmlCharset(body) : undefined);
  // JSON is UTF-8 whatever an unknown label says. RFC 8259 section 8.1
  const charset = format === 'json' && named !== undefined && !isKnown(named) ? undefined : named;
  if (charset === undefined) {
    if (!isUtf8(body)) throw new NotText('not UTF-8 text');
    const text = body.toString('utf8');
    return text.charCodeAt(0) === 0xfeff ? text.slice(1) : text;
  }
  const decoder = decoderOf(charset);
  try {
    return decoder.decode(body);
  } catch {
    throw new NotText(`not text in the charset ${decoder.encoding}`);
  }
}

function markedCharset(body: Buffer): string | undefined {
  if (body[0] === 0xef && body[1] === 0xbb && body[2] === 0xbf) return 'utf-8';
  if (body[0] === 0xff && body[1] === 0xfe) return 'utf-16le';
  return body[0] === 0xfe && body[1] === 0xff ? 'utf-16be' : undefined;
}

function xmlCharset(body: Buffer): string | undefined {
  const charset = XML_ENCODING.exec(body.toString('latin1', 0, 200))?.[1];
  // A document that could be read so far is not in UTF-16, whatever it names.
  return charset === undefined || UTF8.test(charset) || /^utf-?16/i.test(charset) ? undefined : charset;
}

/** The text of a body that is shown and may be cut off; what cannot be decoded becomes U+FFFD. */
export function decodedText({
  headers,
  body,
}: {
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}): string {
  try {
    return decoderOf(markedCharset(body) ?? charsetOf(headers['content-type'] ?? ''), {}).decode(body);
  } catch {
    return body.toString('utf8');
  }
}
