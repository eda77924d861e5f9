import { isUtf8 } from 'node:buffer';
import type { ToolResult } from '../../content/index.ts';
import { isJsonObject, type Json } from '../../json.ts';
import { STATUS_CODES } from '../../outbound/index.ts';
import { markMember, parseMarkingRounded } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import type { Mask } from '../secrets/index.ts';
import type { UpstreamResponse } from '../upstream/index.ts';
import { isBinary } from './binary.ts';
import { type Expectation, unexpected } from './expectation.ts';
import { quote, quoteBeginning } from './quote.ts';

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
 * @param mask the call's
 * @param parse parses JSON
 * @throws ToolError for a body that does not match its content type, or is not UTF-8
 */
export function viewOf(
  { status, headers, body }: UpstreamResponse,
  label: string,
  mask: Mask,
  parse: (text: string) => unknown = parseMarkingRounded,
): ResponseView {
  if (body.length === 0) return { status, headers };
  const type = headers['content-type'] ?? '';
  if (isBinary(type, body)) return { status, headers, body: body.toString('base64') };
  if (!isUtf8(body))
    throw new ToolError(`${label} returned ${status}, but its body (${quote(mask.text(type), 80)}) is not UTF-8 text.`);
  const text = body.toString('utf8').replace(/^\uFEFF/, '');
  if (!JSON_TYPE.test(type)) return { status, headers, body: text };
  try {
    const view = { status, headers, body: parse(text) };
    markMember(view, 'body', view.body, text.trim());
    return view;
  } catch {
    const beginning = quoteBeginning(body, mask);
    throw new ToolError(
      `${label} returned ${status} with a JSON content type, but its body is not valid JSON. It begins: ${beginning}`,
    );
  }
}

/**
 * Asserts that a body is JSON where the tool's document looks into it: a text would yield an empty result. A body without a
 * content type is judged by its content.
 *
 * @returns the view with the JSON value
 * @throws ToolError that quotes the beginning of the body
 */
export function expectView(
  view: ResponseView,
  expected: Expectation,
  { status, headers, body }: UpstreamResponse,
  label: string,
  mask: Mask,
): ResponseView {
  if (expected !== 'JSON' || typeof view.body !== 'string') return view;
  const contentType = headers['content-type'] ?? '';
  const value = contentType === '' ? parseOptional(view.body) : undefined;
  if (value === undefined) throw unexpected({ label, status, contentType, expected, body }, mask);
  const parsed = { ...view, body: value };
  markMember(parsed, 'body', value, view.body.trim());
  return parsed;
}

function parseOptional(text: string): unknown {
  try {
    return parseMarkingRounded(text);
  } catch {
    return undefined;
  }
}

/** Masks a view for expressions, which may cut a text. */
export function maskView(view: ResponseView, label: string, mask: Mask): ResponseView {
  try {
    return mask.value(view);
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new ToolError(`${label} returned JSON that is nested too deeply.`);
  }
}

/** Statuses for a resource that does not exist. RFC 9110 sections 15.5.5 and 15.5.11 */
const NOT_FOUND = new Set([404, 410]);

/**
 * The result for a response that is not 2xx.
 *
 * @throws ToolError (`notFound`) for a status that means the resource does not exist
 */
export function failureResult(response: UpstreamResponse, label: string, mask: Mask): ToolResult {
  const text = failureText(response, label, mask);
  if (NOT_FOUND.has(response.status)) throw new ToolError(text, { notFound: true });
  return { content: [{ type: 'text', text }], isError: true };
}

/** The message for a response that is not 2xx. Its body is masked before it is cut. */
export function failureText({ status, headers, body }: UpstreamResponse, label: string, mask: Mask): string {
  const outcome = `${label} returned ${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
  const { location } = headers;
  if (status >= 300 && status < 400 && location !== undefined) {
    return `${outcome} and redirected to ${placeOf(location, mask)}, which is neither its own origin nor one of the tool's \`redirects\`.`;
  }
  const text = body.toString('utf8');
  const message = isReadable(text) ? messageOf(text, mask) : '';
  return message === '' ? `${outcome}.` : `${outcome}: ${quote(message, QUOTED_BYTES)}`;
}

/** Returns whether the quoted part of a text is readable: neither broken UTF-8 nor binary. */
function isReadable(text: string): boolean {
  const shown = text.slice(0, QUOTED_BYTES);
  return !shown.includes('\uFFFD') && !shown.includes('\0');
}

/** Origin and path, without the query, which may hold data that only the upstream should see. */
export function placeOf(location: string, mask: Mask): string {
  return quote(mask.text(withoutQuery(location)), 200);
}

function withoutQuery(location: string): string {
  if (!URL.canParse(location)) return location.replace(/[?#].*/s, '').replace(/^\/\/[^/]*@/, '//');
  const { origin, host, pathname } = new URL(location);
  return `${origin === 'null' ? host : origin}${pathname}`;
}

/** The message in an error body: the usual fields of a JSON error, else the whole body. RFC 9457 defines `title` and `detail`. */
function messageOf(text: string, mask: Mask): string {
  let body: Json;
  try {
    body = JSON.parse(text) as Json;
  } catch {
    return mask.beginning(text).trim(); // only the beginning of a long body was read
  }
  const fields = isJsonObject(body) && isJsonObject(body.error) ? body.error : body;
  if (!isJsonObject(fields)) return mask.text(typeof fields === 'string' ? fields : text);
  const { message, error, error_description, title, detail } = fields;
  const messages = [message, error, error_description, title, detail].filter((part) => typeof part === 'string');
  return mask.text(messages.length === 0 ? text : messages.join('; '));
}
