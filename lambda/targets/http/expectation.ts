import type { Json, JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import type { Mask } from '../secrets/index.ts';
import { BINARY } from './binary.ts';
import { quoteBeginning } from './quote.ts';

/** What a tool's document needs a response to be; `anything` is copied as it is. */
export type Expectation = 'anything' | 'JSON' | 'JSON lines' | 'an event stream' | 'text';

/** An expression that looks into the body, such as `$response.body.items`. A function applied to it may take text. */
const MEMBER_OF_BODY = /\$response\s*\.\s*`?body`?\s*\.\s*[\w`*]/;

/** Returns what the document of a tool needs the whole body of a response to be. */
export function expectationOf({ result, pagination }: JsonObject, output: JsonObject | undefined): Expectation {
  if (pagination !== undefined) {
    const { items } = pagination as JsonObject;
    return items === undefined || looksIntoBody([pagination, result]) ? 'JSON' : 'anything';
  }
  if (result !== undefined) return looksIntoBody(result) ? 'JSON' : 'anything';
  return output?.type === 'object' || output?.type === 'array' ? 'JSON' : 'anything';
}

function looksIntoBody(template: Json | undefined | readonly (Json | undefined)[]): boolean {
  if (typeof template === 'string') return MEMBER_OF_BODY.test(template);
  return typeof template === 'object' && template !== null && Object.values(template).some(looksIntoBody);
}

/** Media types in which servers send JSON lines; there is no registered one. */
const LINES = /json|^text\/plain\b|octet-stream/i;
const EVENTS = /^text\/event-stream\s*(?:;|$)/i;

/** Returns whether a response with a content type can be what a stream needs. A response without one is judged by its content. */
export function fitsStream(expected: Expectation, contentType: string): boolean {
  if (contentType === '') return true;
  if (expected === 'an event stream') return EVENTS.test(contentType);
  if (expected === 'JSON lines') return LINES.test(contentType);
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
