import type { ToolResult } from '../../../content/index.ts';
import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import type { Listing } from '../../../schema/index.ts';
import { parseLossless, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { tooLarge, toResult, withNote } from '../../result.ts';
import {
  type Call,
  isOk,
  type Sent,
  type UpstreamRequest,
  type UpstreamResponse,
  urlOf,
} from '../../upstream/index.ts';
import { binaryContent, isBinary } from './binary.ts';
import type { EnvelopeReader } from './envelope.ts';
import type { Expectation } from './expectation.ts';
import { failureResult } from './failure.ts';
import { expectView, maskView, type ResponseView, viewOf } from './view.ts';

/** What a document says about a response that arrives as one whole. */
interface WholeResponse {
  readonly shape: {
    /** Builds the result from `$response`; without it, the body is the result. */
    readonly result: Template | undefined;
    /** Whether the tool has an output schema. */
    readonly structured: boolean;
    /** Makes lists where the output schema says list. */
    readonly listing?: Listing | undefined;
  };
  /** What the body must be. */
  readonly expected: Expectation;
  /** Reads the protocol above HTTP, if there is one. */
  readonly envelope: EnvelopeReader | undefined;
}

/**
 * Builds the result of a tool whose response is one whole.
 *
 * @throws ToolError for a body that is not what the document needs, and for a result that is too large
 */
export function resultOfResponse(
  { response, request }: Sent<UpstreamResponse>,
  { shape: { result, structured, listing }, expected, envelope }: WholeResponse,
  args: JsonObject,
  { context: { resultBytes, work, mustFind }, mask }: Call,
): ToolResult | Promise<ToolResult> {
  const { label, repeatable } = request;
  if (!isOk(response)) return failureResult(response, label, mask);
  // No template reads the body, so it can be copied.
  const isCopied = result === undefined && !structured;
  if (isCopied) {
    const contentType = response.headers['content-type'] ?? '';
    if (response.body.length > 0 && isBinary(contentType, response.body)) {
      return binaryResult(response.body, contentType, request, resultBytes);
    }
  }
  const parsed = viewOf(response, label, mask, isCopied ? parseLossless : parseMarkingRounded);
  const view = expectView(parsed, expected, response, label, mask);
  const note = envelope?.(maskView(view, label, mask), request, mask);
  const value = result
    ? result({ args, response: maskView(view, label, mask), work })
    : defaultValue(view, label, structured);
  const options = { structured, listing, label, resultBytes, repeatable, mustFind, from: view };
  const built = (mapped: unknown) => {
    const whole = toResult(mapped, options);
    return note === undefined ? whole : withNote(whole, note);
  };
  return value instanceof Promise ? value.then(built) : built(value);
}

function binaryResult(body: Buffer, contentType: string, request: UpstreamRequest, resultBytes: number): ToolResult {
  if (Math.ceil(body.length / 3) * 4 > resultBytes) throw tooLarge(request.label, resultBytes, request.repeatable);
  const { origin, pathname } = urlOf(request);
  return { content: [binaryContent(body, contentType, origin + pathname)] };
}

/** The body. A response without one, such as 204, becomes a sentence if the tool has no output schema. */
function defaultValue(view: ResponseView, label: string, structured: boolean): unknown {
  if ('body' in view) return view.body;
  if (structured) throw new ToolError(`${label} returned ${view.status} without a body, so there is no result.`);
  return `${label} returned ${view.status} without a body.`;
}
