import { isJsonObject, type Json, type JsonObject } from '../../../json.ts';
import { ToolError } from '../../../tool-error.ts';
import type { Mask } from '../../secrets/index.ts';
import { BINARY } from './binary.ts';
import { quoteBeginning } from './quote.ts';

/** What a tool's document needs a response to be; `anything` is copied as it is. */
export type Expectation = 'anything' | 'JSON' | 'JSON lines' | 'an event stream' | 'text';

const BODY = '\\$response\\s*\\.\\s*(?:body|`body`|"body")\\s*';
/** Functions for lists and objects: of a text they would make an empty or wrong result. */
const FUNCTIONS_OF_DATA =
  'average count distinct each filter keys lookup map max merge min reduce reverse shuffle sift single sort spread sum zip';
const OF_DATA = `\\$(?:${FUNCTIONS_OF_DATA.replaceAll(' ', '|')})\\s*\\(`;
/**
 * An expression that looks into the body, such as `$response.body.items`, `$response.body[0]` or `$map($response.body, ...)`. Any
 * other function may take text.
 */
const LOOKS_INTO_BODY = new RegExp(`${BODY}(?:\\.\\s*[\\w\`"*]|[[{^@#]|~>\\s*${OF_DATA})|${OF_DATA}\\s*${BODY}`);
/** The body itself, which is what a tool without the key takes. */
const WHOLE_BODY = new RegExp(`^\\{%\\s*${BODY}%\\}$`);

/** Returns what the document of a tool needs the whole body of a response to be. */
export function expectationOf(target: JsonObject, output: JsonObject | undefined): Expectation {
  const { result, pagination, content, isError } = target;
  if (pagination !== undefined) {
    // `result` looks into the items of all pages
    return !isJsonObject(pagination) || isWholeBody(pagination.items) || looksIntoBody(pagination)
      ? 'JSON'
      : 'anything';
  }
  if ([result, content, isError].some(looksIntoBody)) return 'JSON';
  if (!isWholeBody(result) || (content !== undefined && output === undefined)) return 'anything';
  return output?.type === 'object' || output?.type === 'array' ? 'JSON' : 'anything';
}

function isWholeBody(template: Json | undefined): boolean {
  return template === undefined || (typeof template === 'string' && WHOLE_BODY.test(template));
}

function looksIntoBody(template: Json | undefined): boolean {
  if (typeof template === 'string') return LOOKS_INTO_BODY.test(template);
  return typeof template === 'object' && template !== null && Object.values(template).some(looksIntoBody);
}

/** Media types in which servers send JSON lines; there is no registered one. */
const LINES = /json|^text\/plain\b|octet-stream/i;
const EVENTS = /^text\/event-stream\s*(?:;|$)/i;

/** Returns whether a response with a content type can be what a stream needs. A response without one is judged by its content. */
export function fitsStream(expected: Expectation, contentType: string): boolean {
  if (contentType === '') return true;
  if (expected === 'an event stream') return EVENTS.test(contentType);
  if (expected === 'JSON lines' || expected === 'JSON') return LINES.test(contentType);
  return !BINARY.test(contentType);
}

/** A response that cannot be what the tool's document needs. */
interface Unexpected {
  /** Method, host and path. */
  readonly label: string;
  readonly status: number;
  readonly contentType: string;
  readonly expected: Expectation;
  readonly body: Buffer | string;
}

/** The error for such a response, which quotes its beginning: often a maintenance or login page. */
export function unexpected({ label, status, contentType, expected, body }: Unexpected, mask: Mask): ToolError {
  const type = contentType === '' ? '' : ` (${quoteBeginning(contentType, mask, 80)})`;
  const beginning = quoteBeginning(body, mask);
  const shown = beginning === '' ? '' : ` It begins: ${beginning}`;
  return new ToolError(
    `${label} returned ${status}, but its body${type} is not ${expected}, which the tool needs.${shown}`,
  );
}
