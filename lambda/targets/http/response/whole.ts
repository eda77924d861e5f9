import type { ToolResult } from '../../../content/index.ts';
import type { Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import { parseLossless, parseMarkingRounded } from '../../../text/index.ts';
import { tooLarge, toResult } from '../../result.ts';
import {
  type Call,
  isOk,
  type Sent,
  type UpstreamRequest,
  type UpstreamResponse,
  urlOf,
} from '../../upstream/index.ts';
import { binaryContent, isBinary } from './binary.ts';
import { type Bodyless, bodylessResult } from './bodyless.ts';
import { failureResult } from './failure/index.ts';
import { maskView, type Reading, viewOf } from './view.ts';

/** What a document says about a response that arrives as one whole. */
interface WholeResponse {
  readonly shape: {
    /** Builds the result from `$response`; without it, the body is the result. */
    readonly result: Template | undefined;
    /** Whether the tool has an output schema. */
    readonly structured: boolean;
  };
  readonly reading: Reading;
  /** Finds the message of a response whose status is not an answer. */
  readonly error: Template | undefined;
  readonly output: Bodyless['output'];
}

/**
 * Builds the result of a tool whose response is one whole.
 *
 * @throws ToolError for a body that is not what the document needs, and for a result that is too large
 */
export function resultOfResponse(
  { response, request }: Sent<UpstreamResponse>,
  { shape: { result, structured }, reading, error, output }: WholeResponse,
  args: JsonObject,
  call: Call,
): ToolResult | Promise<ToolResult> {
  const { context, mask } = call;
  const { label, repeatable } = request;
  if (!isOk(response, request)) return failureResult({ response, label }, { error, args }, call);
  // No template reads the body, so it can be copied.
  const isCopied = result === undefined && !structured;
  if (isCopied && response.body.length > 0) {
    const contentType = response.headers['content-type'] ?? '';
    const { as } = reading;
    if (as === undefined ? isBinary(contentType, response.body) : as === 'binary') {
      return binaryResult(response.body, contentType, request, context.resultBytes);
    }
  }
  const view = viewOf(response, reading, label, mask, isCopied ? parseLossless : parseMarkingRounded);
  const { resultBytes, work } = context;
  const options = { structured, label, resultBytes, repeatable, from: view };
  const evaluate = result && (() => result({ args, response: maskView(view, label, mask), work }));
  if (!('body' in view)) return bodylessResult({ response, request, evaluate, output }, options, mask);
  const value = evaluate ? evaluate() : view.body;
  return value instanceof Promise ? value.then((mapped) => toResult(mapped, options)) : toResult(value, options);
}

function binaryResult(body: Buffer, contentType: string, request: UpstreamRequest, resultBytes: number): ToolResult {
  if (Math.ceil(body.length / 3) * 4 > resultBytes) throw tooLarge(request.label, resultBytes, request.repeatable);
  const { origin, pathname } = urlOf(request);
  return { content: [binaryContent(body, contentType, origin + pathname)] };
}
