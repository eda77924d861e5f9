import type { Json } from '../../../json.ts';
import { markMember, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { type Meter, type WorkBudget, WorkExceeded } from '../../../work/index.ts';
import type { Mask } from '../../secrets/index.ts';
import type { UpstreamResponse } from '../../upstream/index.ts';
import { isBinary } from './binary.ts';
import { type Expectation, unexpected } from './expectation.ts';
import { decodeText, isJsonType, looksLikeJson, NotText, readCsv, withoutGuard, xmlReader } from './formats/index.ts';
import { quoteBeginning } from './quote.ts';

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

const FORMATS = ['json', 'text', 'xml', 'csv', 'binary'] as const;
/** What a body is. */
type Format = (typeof FORMATS)[number];

/** Returns the `answer` of a block; begins to load what it needs. */
export function formatOf(answer: Json | undefined): Format | undefined {
  const format = FORMATS.find((known) => known === answer);
  if (format === 'xml') xmlReader().catch(() => {}); // the call that needs it sees the error
  return format;
}

/** What the reader of a body is given of the call. */
interface ReadContext {
  /** Method, host and path, for errors. */
  readonly label: string;
  readonly mask: Mask;
  readonly work: WorkBudget;
  /**
   * Parses JSON.
   *
   * @default marks numbers that a double rounds
   */
  readonly parse?: (text: string) => unknown;
}

/** A body that is being read. */
interface Body extends ReadContext {
  readonly response: UpstreamResponse;
  readonly contentType: string;
}

/**
 * Builds `$response`: JSON is parsed, binary is base64, anything else is text. A text becomes JSON where the document needs JSON and
 * the body is an object or a list, whatever its content type. XML and CSV are data only by `answer`.
 *
 * @returns a promise for XML only
 * @throws ToolError for a body that does not match its content type or `answer`, or that the document cannot use
 */
export function viewOf(
  response: UpstreamResponse,
  { as, expected }: Reading,
  context: ReadContext,
): ResponseView | Promise<ResponseView> {
  const { status, headers, body } = response;
  if (body.length === 0) return { status, headers };
  const contentType = headers['content-type'] ?? '';
  const given: Body = { ...context, response, contentType };
  const format = as ?? formatBy(contentType, body);
  if (format === 'binary') return { status, headers, body: body.toString('base64') };
  const text = readable(given, () => decodeText(body, contentType, format));
  if (format === 'json') return jsonView(given, text, { as, expected });
  if (format === 'csv') return { status, headers, body: metered(given, (meter) => readCsv(text, meter)) };
  if (format === 'xml') return xmlView(given, text);
  if (expected !== 'JSON' || as === 'text') return { status, headers, body: text };
  const isJson = contentType === '' || looksLikeJson(text);
  const view = isJson ? parsedView(given, text) : undefined;
  if (view === undefined) throw unexpectedIn(given, expected);
  return view;
}

async function xmlView(given: Body, text: string): Promise<ResponseView> {
  const { readXml } = await xmlReader();
  const { status, headers } = given.response;
  return { status, headers, body: metered(given, (meter) => readXml(text, meter)) };
}

/** Charges the reading of a body. */
function metered<T>(given: Body, read: (meter: Meter) => T): T {
  let meter: Meter | undefined;
  try {
    const begun = given.work.begin();
    meter = begun;
    return readable(given, () => read(begun));
  } catch (error) {
    if (!(error instanceof WorkExceeded)) throw error;
    throw new ToolError(`The body that ${given.label} returned could not be read: ${error.message}. Request less.`);
  } finally {
    meter?.end();
  }
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

function readable<T>({ response: { status }, contentType, label, mask }: Body, read: () => T): T {
  try {
    return read();
  } catch (error) {
    if (!(error instanceof NotText)) throw error;
    const type = contentType === '' ? '' : ` (${quoteBeginning(contentType, mask, 80)})`;
    throw new ToolError(`${label} returned ${status}, but its body${type} is ${quoteBeginning(error.message, mask)}.`);
  }
}

function jsonView(given: Body, text: string, { as, expected }: Reading): ResponseView {
  const { status, headers, body } = given.response;
  if (text.trim() === '') return { status, headers };
  const view = parsedView(given, text);
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

function parsedView({ response: { status, headers }, parse = parseMarkingRounded }: Body, text: string) {
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
