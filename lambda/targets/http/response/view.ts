import { isUtf8 } from 'node:buffer';
import { markMember, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Mask } from '../../secrets/index.ts';
import type { UpstreamResponse } from '../../upstream/index.ts';
import { isBinary } from './binary.ts';
import { type Expectation, unexpected } from './expectation.ts';
import { quote, quoteBeginning } from './quote.ts';

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
