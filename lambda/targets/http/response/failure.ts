import type { ToolResult } from '../../../content/index.ts';
import { isJsonObject, type Json } from '../../../json.ts';
import { STATUS_CODES } from '../../../outbound/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Mask } from '../../secrets/index.ts';
import type { UpstreamResponse } from '../../upstream/index.ts';
import { quote } from './quote.ts';

/** Bytes of an upstream's own message in an error. */
const QUOTED_BYTES = 2_048;

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
