import type { ToolResult } from '../../../../content/index.ts';
import type { Template } from '../../../../expression/index.ts';
import type { Json, JsonObject } from '../../../../json.ts';
import { STATUS_CODES } from '../../../../outbound/index.ts';
import { exactJson, markMember } from '../../../../text/index.ts';
import { ToolError } from '../../../../tool-error.ts';
import { exactText, restoreNumbers, sourceOf } from '../../../rounded.ts';
import type { Mask } from '../../../secrets/index.ts';
import type { Call, ResponseHead, UpstreamResponse } from '../../../upstream/index.ts';
import { decodedText } from '../formats/index.ts';
import type { EnvelopeProblem, HttpLayer } from '../layer.ts';
import { printable, QUOTED_BYTES, quote } from '../quote.ts';
import { type Reading, type ResponseView, viewOf } from '../view.ts';

/** Statuses for a resource that does not exist. RFC 9110 sections 15.5.5 and 15.5.11 */
const NOT_FOUND = new Set([404, 410]);

/** A response whose status is not an answer, and the name of its request. */
interface Failed {
  readonly response: UpstreamResponse;
  readonly label: string;
}

/** How a tool finds the message of a failed response. */
interface Mapping {
  /** The tool's `error`: finds the message in `$response`. */
  readonly error: Template | undefined;
  readonly args: JsonObject;
  /** Finds more to say, if the tool's protocol lies above HTTP. */
  readonly layer?: HttpLayer;
  /** How the tool reads bodies. */
  readonly reading?: Reading;
}

/**
 * The result for a response whose status is not an answer.
 *
 * @throws ToolError (`notFound`) for a response that means the resource does not exist
 */
export async function failureResult(failed: Failed, mapping: Mapping, call: Call): Promise<ToolResult> {
  const text = await failureText(failed, mapping, call);
  const isMissing = NOT_FOUND.has(failed.response.status) || mapping.layer?.isNotFound?.(failed.response);
  if (isMissing) throw new ToolError(text, { notFound: true });
  return { content: [{ type: 'text', text }], isError: true };
}

/**
 * The message for such a response: what `error` finds, else the sentences of its body. The body is masked before it is cut. An
 * `error` that fails hides nothing: the message is the usual one.
 */
export async function failureText({ response, label }: Failed, mapping: Mapping, call: Call): Promise<string> {
  const { mask } = call;
  const { error, args, layer, reading } = mapping;
  const isUnlisted = response.status >= 200 && response.status < 300;
  const unlisted = isUnlisted ? ", which is not one of the tool's `ok` statuses" : '';
  const outcome = `${label} returned ${statusText(response)}${unlisted}`;
  const redirect = redirectText(response, mask);
  if (redirect !== undefined) return outcome + redirect;
  const { hintsOf, messageOf, parsedOrText } = await import('./explanation.ts');
  const text = decodedText(response);
  const body = text === '' ? undefined : parsedOrText(text, mask);
  const mapped =
    error && (await mappedMessage(error, await mappedView(response, label, { body, reading }, call), args, call));
  const message = printable(mapped ?? (isReadable(text) ? messageOf(text, body, response.status, mask) : '')).trim();
  const said = message === '' ? `${outcome}.` : `${outcome}: ${quote(message, QUOTED_BYTES)}`;
  const hints = [...(layer?.hints?.(response) ?? []).map((hint) => mask.text(hint)), ...hintsOf(response, mask)];
  if (hints.length === 0) return said;
  return `${said}${/[.!?…]$/.test(said) ? '' : '.'} ${hints.join(' ')}`;
}

/** A status and its name: `404 Not Found`. */
export function statusText({ status }: ResponseHead): string {
  return `${status} ${STATUS_CODES[status] ?? ''}`.trimEnd();
}

function redirectText({ status, headers: { location } }: ResponseHead, mask: Mask): string | undefined {
  if (status < 300 || status >= 400 || location === undefined) return undefined;
  return ` and redirected to ${placeOf(location, mask)}, which is neither its own origin nor one of the tool's \`redirects\`.`;
}

/**
 * The note for the agent about an answer that is not complete by the protocol above HTTP.
 *
 * @param view masked
 * @throws ToolError for an answer without data
 */
export async function envelopeNote(
  { outcome, message, advice, isIncomplete, notFound }: EnvelopeProblem,
  view: ResponseView,
  { error, args }: Pick<Mapping, 'error' | 'args'>,
  call: Call,
): Promise<string> {
  const mapped = error && (await mappedMessage(error, view, args, call));
  const said = mapped === undefined ? message : quote(printable(mapped).trim(), QUOTED_BYTES);
  const text = `${outcome}: ${said}${/[.!?…]$/.test(said) ? '' : '.'}`;
  if (isIncomplete) return `The result is incomplete: ${text}`;
  throw new ToolError(advice === '' ? text : `${text} ${advice}`, { notFound });
}

/** `$response` of `error`: JSON is data whatever its content type, XML where the tool's `answer` is `xml`. */
async function mappedView(
  response: UpstreamResponse,
  label: string,
  { body, reading }: { readonly body: Json | undefined; readonly reading: Reading | undefined },
  { context: { work }, mask }: Call,
): Promise<ResponseView> {
  const { status, headers } = response;
  if (typeof body === 'string' && reading?.as === 'xml') {
    try {
      return await viewOf(response, { as: 'xml', expected: 'anything' }, { label, mask, work });
    } catch (error) {
      if (!(error instanceof ToolError)) throw error;
      // it is a text then, such as the page of a proxy
    }
  }
  const view = { status, headers, ...(body !== undefined && { body }) };
  markMember(view, 'body', body);
  return view;
}

async function mappedMessage(
  error: Template,
  view: ResponseView,
  args: JsonObject,
  { context: { work }, mask }: Call,
): Promise<string | undefined> {
  try {
    const found = await error({ args, response: mask.value(view), work });
    if (found === undefined || found === null || found === '') return undefined;
    restoreNumbers(found, view);
    if (typeof found === 'number') return sourceOf(found, view) ?? exactJson(found);
    return typeof found === 'string' ? exactText(found, view) : exactJson(found);
  } catch {
    return undefined;
  }
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
