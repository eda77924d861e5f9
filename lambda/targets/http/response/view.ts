import type { Json } from '../../../json.ts';
import { markMember, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Mask } from '../../secrets/index.ts';
import type { UpstreamResponse } from '../../upstream/index.ts';
import { isBinary } from './binary.ts';
import { type Expectation, unexpected } from './expectation.ts';
import { decodeText, isJsonType, looksLikeJson, NotText, withoutGuard } from './formats/index.ts';
import { quote, quoteBeginning } from './quote.ts';

/** `$response`: the view of a response that expressions get. An empty body is absent, a binary one is base64. */
export interface ResponseView {
  readonly status: number;
  readonly headers: Readonly<Record<string, unknown>>;
  readonly body?: unknown;
}

/** How a document reads bodies. */
export interface Reading {
  /** The tool's `answer`, which replaces the content type. */
  readonly as: Format | undefined;
  /** What the document needs a body to be. */
  readonly expected: Expectation;
}

/** What a body is. */
export type Format = 'json' | 'text' | 'binary';

/** Returns the `answer` of a block. */
export function formatOf(answer: Json | undefined): Format | undefined {
  return answer === 'json' || answer === 'text' || answer === 'binary' ? answer : undefined;
}

/** A body that is being read. */
interface Body {
  readonly response: UpstreamResponse;
  readonly contentType: string;
  /** Method, host and path, for errors. */
  readonly label: string;
  readonly mask: Mask;
}

/**
 * Builds `$response`: JSON is parsed, binary is base64, anything else is text. A text becomes JSON where the document needs JSON and
 * the body is an object or a list, whatever its content type.
 *
 * @param label method, host and path, for errors
 * @param mask the call's
 * @param parse parses JSON
 * @throws ToolError for a body that does not match its content type or `answer`, or that the document cannot use
 */
export function viewOf(
  response: UpstreamResponse,
  { as, expected }: Reading,
  label: string,
  mask: Mask,
  parse: (text: string) => unknown = parseMarkingRounded,
): ResponseView {
  const { status, headers, body } = response;
  if (body.length === 0) return { status, headers };
  const contentType = headers['content-type'] ?? '';
  const given: Body = { response, contentType, label, mask };
  const format = as ?? formatBy(contentType, body);
  if (format === 'binary') return { status, headers, body: body.toString('base64') };
  const text = textOf(given);
  if (format === 'json') return jsonView(given, text, { as, expected, parse });
  if (expected !== 'JSON' || as === 'text') return { status, headers, body: text };
  const isJson = contentType === '' || looksLikeJson(text);
  const view = isJson ? parsedView(given, text, parse) : undefined;
  if (view === undefined) throw unexpectedIn(given, expected);
  return view;
}

function unexpectedIn(
  { response: { status, body }, contentType, label, mask }: Body,
  expected: Expectation,
): ToolError {
  return unexpected({ label, status, contentType, expected, body }, mask);
}

function formatBy(contentType: string, body: Buffer): Format {
  if (isJsonType(contentType)) return 'json';
  return isBinary(contentType, body) ? 'binary' : 'text';
}

function textOf({ response: { status, body }, contentType, label, mask }: Body): string {
  try {
    return decodeText(body, contentType);
  } catch (error) {
    if (!(error instanceof NotText)) throw error;
    const type = quote(mask.text(contentType), 80);
    throw new ToolError(`${label} returned ${status}, but its body (${type}) is ${error.message}.`);
  }
}

interface JsonRules extends Reading {
  readonly parse: (text: string) => unknown;
}

function jsonView(given: Body, text: string, { as, expected, parse }: JsonRules): ResponseView {
  const { status, headers, body } = given.response;
  if (text.trim() === '') return { status, headers };
  const view = parsedView(given, text, parse);
  // A text has no members: an expression that looks for them finds nothing.
  if (typeof view?.body === 'string' && expected === 'JSON') throw unexpectedIn(given, expected);
  if (view !== undefined) return view;
  const returned = `${given.label} returned ${status}`;
  const problem =
    as === undefined
      ? `${returned} with a JSON content type, but its body is not valid JSON.`
      : `${returned}, but its body is not valid JSON, which the tool's \`answer\` says it is.`;
  throw new ToolError(`${problem} It begins: ${quoteBeginning(body, given.mask)}`);
}

function parsedView({ response: { status, headers } }: Body, text: string, parse: JsonRules['parse']) {
  const json = withoutGuard(text);
  try {
    const view = { status, headers, body: parse(json) };
    markMember(view, 'body', view.body, json.trim());
    return view;
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
