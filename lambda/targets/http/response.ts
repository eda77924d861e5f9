import { isUtf8 } from 'node:buffer';
import type { ToolResult } from '../../content/index.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { markMember, parseMarkingRounded } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import { STATUS_CODES, type UpstreamResponse } from '../upstream/index.ts';
import { isBinary } from './binary.ts';

/** Bytes of an upstream's own message in an error. */
const QUOTED_BYTES = 2_048;
const JSON_TYPE = /^application\/(?:[\w.+-]+\+)?json\s*(?:;|$)/i;

/** `$response`: the view of a response that expressions get. An empty body is absent, a binary one is base64. */
export interface ResponseView {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/**
 * Builds `$response` from a 2xx response: JSON is parsed, binary is base64, anything else is text.
 *
 * @param label method, host and path, for errors
 * @param parse parses JSON
 * @throws ToolError for a body that does not match its content type, or is not UTF-8
 */
export function viewOf(
  { status, headers, body }: UpstreamResponse,
  label: string,
  parse: (text: string) => unknown = parseMarkingRounded,
): ResponseView {
  if (body.length === 0) return { status, headers };
  const type = headers['content-type'] ?? '';
  if (isBinary(type, body)) return { status, headers, body: body.toString('base64') };
  if (!isUtf8(body))
    throw new ToolError(`${label} returned ${status}, but its body (${quote(type, 80)}) is not UTF-8 text.`);
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  if (!JSON_TYPE.test(type)) return { status, headers, body: text };
  try {
    const view = { status, headers, body: parse(text) };
    markMember(view, 'body', view.body, text.trim());
    return view;
  } catch {
    throw new ToolError(`${label} returned ${status} with a JSON content type, but its body is not valid JSON.`);
  }
}

/** Statuses for a resource that does not exist. RFC 9110 sections 15.5.5 and 15.5.11 */
const NOT_FOUND = new Set([404, 410]);

/**
 * The result for a response that is not 2xx.
 *
 * @throws ToolError (`notFound`) for a status that means the resource does not exist
 */
export function failureResult(response: UpstreamResponse, label: string): ToolResult {
  const text = failureText(response, label);
  if (NOT_FOUND.has(response.status)) throw new ToolError(text, { notFound: true });
  return { content: [{ type: 'text', text }], isError: true };
}

/** The message for a response that is not 2xx. */
export function failureText({ status, headers, body }: UpstreamResponse, label: string): string {
  const outcome = `${label} returned ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  const { location } = headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    return `${outcome} and redirected to ${placeOf(location)}, which is neither its own origin nor one of the tool's \`redirects\`.`;
  }
  const text = body.toString('utf8');
  const message = isReadable(text) ? messageOf(text) : '';
  return message === '' ? `${outcome}.` : `${outcome}: ${quote(message, QUOTED_BYTES)}`;
}

/** Returns whether the quoted part of a text is readable: neither broken UTF-8 nor binary. */
function isReadable(text: string): boolean {
  const shown = text.slice(0, QUOTED_BYTES);
  return !shown.includes('\uFFFD') && !shown.includes('\0');
}

/** Origin and path, without the query, which may hold data that only the upstream should see. */
export function placeOf(location: string): string {
  if (!URL.canParse(location)) return quote(location.replace(/[?#].*/s, '').replace(/^\/\/[^/]*@/, '//'), 200);
  const { origin, host, pathname } = new URL(location);
  return quote(`${origin === 'null' ? host : origin}${pathname}`, 200);
}

/** The message in an error body: the usual fields of a JSON error, else the whole body. RFC 9457 defines `title` and `detail`. */
function messageOf(text: string): string {
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch {
    return text.trim();
  }
  const fields = isJsonObject(body) && isJsonObject(body.error) ? body.error : body;
  if (!isJsonObject(fields)) return typeof fields === 'string' ? fields : text;
  const { message, error, error_description, title, detail } = fields;
  const messages = [message, error, error_description, title, detail].filter((part) => typeof part === 'string');
  return messages.length === 0 ? text : messages.join('; ');
}

function quote(text: string, bytes: number): string {
  const buffer = Buffer.from(text);
  if (buffer.length <= bytes) return text;
  // a character cut in half decodes to U+FFFD
  return `${buffer.toString('utf8', 0, bytes).replace(/\uFFFD+$/, '')}…`;
}
