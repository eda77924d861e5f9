import { randomBytes } from 'node:crypto';
import { bytesOfBase64 } from '../../../content/index.ts';
import { isJsonObject, isRawJSON, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import { isHeaderValue } from '../../upstream/index.ts';
import { assertSize } from './size.ts';

/** Keys that describe a part, of which one gives its content. */
export const PART_KEYS = ['value', 'data', 'text', 'filename', 'contentType'] as const;
export const CONTENT_KEYS = ['value', 'data', 'text'] as const;

/** Returns whether the document describes a part, and not only its value. */
export function isDescribedPart(value: unknown): value is JsonObject {
  return isJsonObject(value) && CONTENT_KEYS.some((key) => value[key] !== undefined);
}

/** One part of a form. */
interface FormPart {
  readonly name: string;
  readonly filename: string | undefined;
  readonly contentType: string | undefined;
  readonly content: string | Buffer;
}

/**
 * Writes a form of parts. The boundary is random, and names are escaped, so that no argument can end its part.
 * RFC 7578; WHATWG HTML, multipart form data
 *
 * @param fields values by name; a list repeats its part, an object is sent as JSON
 * @param described returns whether the document describes the parts of a field
 * @throws ToolError for a field that cannot be a part
 */
export function writeMultipart(
  fields: JsonObject,
  described: (name: string) => boolean,
): { bytes: Buffer; contentType: string } {
  const boundary = `spillway-${randomBytes(18).toString('hex')}`;
  const chunks: Buffer[] = [];
  let bytes = 0;
  for (const [name, value] of Object.entries(fields)) {
    for (const item of Array.isArray(value) ? value : [value]) {
      if (item === null || item === undefined) continue;
      const part = described(name) || isFile(item) ? describedPart(name, item) : plainPart(name, item);
      if (part === undefined) continue;
      const head = Buffer.from(`--${boundary}\r\n${headersOf(part)}\r\n\r\n`);
      const content = Buffer.from(part.content);
      bytes += head.length + content.length;
      assertSize(bytes);
      chunks.push(head, content, Buffer.from('\r\n'));
    }
  }
  chunks.push(Buffer.from(`--${boundary}--\r\n`));
  return { bytes: Buffer.concat(chunks), contentType: `multipart/form-data; boundary=${boundary}` };
}

/** A file that an expression has made. */
function isFile(value: unknown): boolean {
  return isJsonObject(value) && typeof value.filename === 'string' && ('data' in value || 'text' in value);
}

function plainPart(name: string, value: unknown): FormPart {
  const isJson = typeof value === 'object' && !isRawJSON(value);
  return {
    name,
    filename: undefined,
    contentType: isJson ? 'application/json' : undefined,
    content: isJson ? JSON.stringify(value) : textOf(value, name),
  };
}

/** A part whose content was not found is omitted. */
function describedPart(name: string, part: unknown): FormPart | undefined {
  if (!isJsonObject(part)) return plainPart(name, part);
  const { filename, contentType, data, text, value } = part;
  if (data === undefined && text === undefined && value === undefined) return undefined;
  if (contentType !== undefined && (typeof contentType !== 'string' || !isHeaderValue(contentType)))
    throw new ToolError(
      `The \`contentType\` of the part ${name} must be a media type, as a string without line breaks.`,
    );
  const file = filename === undefined || filename === null ? undefined : textOf(filename, name);
  const plain = value === undefined ? undefined : plainPart(name, value);
  const fallback = file === undefined ? plain?.contentType : 'application/octet-stream';
  const content = data === undefined ? (plain?.content ?? textOf(text, name)) : bytesOf(data, name);
  return { name, filename: file, contentType: contentType ?? fallback, content };
}

function headersOf({ name, filename, contentType }: FormPart): string {
  const file = filename === undefined ? '' : `; filename="${quotable(filename)}"`;
  const type = contentType === undefined ? '' : `\r\nContent-Type: ${contentType}`;
  return `Content-Disposition: form-data; name="${quotable(name)}"${file}${type}`;
}

/** WHATWG HTML, multipart form data: line breaks and quotes are percent-encoded. */
function quotable(text: string): string {
  if (!text.isWellFormed()) throw new ToolError('The name of a part or file is not well-formed Unicode.');
  return text.replace(/["\r\n]/g, encodeURIComponent).replaceAll('\0', '%00');
}

function textOf(value: unknown, name: string): string {
  if (isRawJSON(value)) return value.rawJSON;
  if (typeof value === 'object') throw new ToolError(`The part ${name} must be a string, a number or a boolean.`);
  return String(value);
}

function bytesOf(value: unknown, name: string): Buffer {
  const bytes = bytesOfBase64(value);
  if (bytes !== undefined) return bytes;
  throw new ToolError(`The \`data\` of the part ${name} must be base64.`);
}
