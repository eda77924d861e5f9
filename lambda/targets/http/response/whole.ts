import type { ToolResult } from '../../../content/index.ts';
import type { Scope, Template } from '../../../expression/index.ts';
import type { JsonObject } from '../../../json.ts';
import { createCheck, type Listing } from '../../../schema/index.ts';
import { exactJson, parseLossless, parseMarkingRounded } from '../../../text/index.ts';
import { ToolError } from '../../../tool-error.ts';
import { advised } from '../../repeatable.ts';
import { NOTHING_FOUND, type ResultOptions, tooLarge, toResult, withNote } from '../../result.ts';
import { lostNumbers, restoreNumbers, roundedNote, withParsed } from '../../rounded.ts';
import type { Mask } from '../../secrets/index.ts';
import {
  type Call,
  isOk,
  type Sent,
  type UpstreamRequest,
  type UpstreamResponse,
  urlOf,
} from '../../upstream/index.ts';
import { binaryContent, isBinary } from './binary.ts';
import { bodylessResult } from './bodyless.ts';
import { blocksOf, isTrue } from './content.ts';
import { envelopeNote, failureResult } from './failure/index.ts';
import type { HttpLayer } from './layer.ts';
import { printable, QUOTED_BYTES, quote } from './quote.ts';
import { maskView, type Reading, type ResponseView, viewOf } from './view.ts';

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
  readonly reading: Reading;
  /** What the protocol above HTTP adds. */
  readonly layer: HttpLayer;
  /** Finds the message of a response whose status is not an answer. */
  readonly error: Template | undefined;
  /** Makes the blocks of the result; without it, its text is the only one. */
  readonly content: Template | undefined;
  /** Finds whether an answer is an error. */
  readonly isError: Template | undefined;
  readonly output: JsonObject | undefined;
}

/**
 * Builds the result of a tool whose response is one whole.
 *
 * @throws ToolError for a body that is not what the document needs, and for a result that is too large
 */
export function resultOfResponse(
  sent: Sent<UpstreamResponse>,
  tool: WholeResponse,
  args: JsonObject,
  call: Call,
): ToolResult | Promise<ToolResult> {
  const { response, request } = sent;
  const { context, mask } = call;
  const { label } = request;
  const { shape, reading, error, content, isError, layer } = tool;
  const { result, structured } = shape;
  if (!isOk(response, request)) return failureResult({ response, label }, { error, args, layer, reading }, call);
  const isMarked = content !== undefined || isError !== undefined;
  // No template reads the body, so it can be copied.
  const isCopied = result === undefined && !structured && !isMarked;
  if (isCopied && response.body.length > 0) {
    const contentType = response.headers['content-type'] ?? '';
    const { as } = reading;
    if (as === undefined ? isBinary(contentType, response.body) : as === 'binary') {
      return binaryResult(response.body, contentType, request, context.resultBytes);
    }
  }
  const reader = { label, mask, work: context.work, parse: isCopied ? parseLossless : parseMarkingRounded };
  // Most calls: they need none of the functions below.
  if (request.repeatable && layer.envelope === undefined) {
    const view = viewOf(response, reading, reader);
    if (!(view instanceof Promise)) return resultOfView(view, sent, tool, { args, call });
    return view.then((read) => resultOfView(read, sent, tool, { args, call }));
  }
  const build = (read: ResponseView) => {
    const masked = layer.envelope && maskView(read, label, mask);
    const problem = masked && layer.envelope?.(masked, request, mask);
    const built = () => withAdvice(request, () => resultOfView(read, sent, tool, { args, call }));
    if (problem === undefined) return built();
    return envelopeNote(problem, masked ?? read, { error, args }, call).then(async (note) =>
      withNote(await built(), note),
    );
  };
  const view = withAdvice(request, () => viewOf(response, reading, reader));
  return view instanceof Promise ? view.then(build) : build(view);
}

/** An answer that cannot be used is an error, but after a write the message advises against another one. */
function withAdvice<T>(request: UpstreamRequest, make: () => T | Promise<T>): T | Promise<T> {
  if (request.repeatable) return make();
  const fail = (error: unknown): never => {
    throw advised(error, request);
  };
  try {
    const made = make();
    return made instanceof Promise ? made.catch(fail) : made;
  } catch (error) {
    return fail(error);
  }
}

function resultOfView(
  view: ResponseView,
  sent: Sent<UpstreamResponse>,
  tool: WholeResponse,
  { args, call: { context, mask } }: { readonly args: JsonObject; readonly call: Call },
): ToolResult | Promise<ToolResult> {
  const { label, repeatable } = sent.request;
  const { resultBytes, work, mustFind } = context;
  const { result, structured, listing } = tool.shape;
  const isMarked = tool.content !== undefined || tool.isError !== undefined;
  const options = { structured, listing, label, resultBytes, repeatable, mustFind, from: view };
  const scope = result || isMarked ? { args, response: maskView(view, label, mask), work } : undefined;
  if (isMarked && scope) {
    const plain = () => plainResult(view, sent, tool, { scope, options, mask });
    return markedResult(tool, scope, { ...options, plain });
  }
  return plainResult(view, sent, tool, { scope, options, mask });
}

/** Builds the result without `content` and `isError`. */
function plainResult(
  view: ResponseView,
  sent: Sent<UpstreamResponse>,
  { shape: { result }, output }: WholeResponse,
  { scope, options, mask }: { readonly scope: Scope | undefined; readonly options: ResultOptions; readonly mask: Mask },
): ToolResult | Promise<ToolResult> {
  if (!('body' in view)) {
    const evaluate = result && scope && (() => result(scope));
    return bodylessResult({ ...sent, evaluate, output }, options, mask);
  }
  const value = result && scope ? result(scope) : view.body;
  if (!(value instanceof Promise)) return toResult(value, options);
  return value.then((mapped) =>
    toResult(mapped, { ...options, from: withParsed(view, scope?.work.takeParsed() ?? []) }),
  );
}

interface Marked extends ResultOptions {
  /** Builds the result without `content` and `isError`. */
  readonly plain: () => ToolResult | Promise<ToolResult>;
}

/** The result of a tool with `content` or `isError`. */
async function markedResult(
  { content, isError, output }: WholeResponse,
  scope: Scope & { readonly response: ResponseView },
  { plain, ...options }: Marked,
): Promise<ToolResult> {
  const isFailure = isError !== undefined && isTrue(await isError(scope));
  const blocks = content && (await contentOf(content, scope, options));
  const made = blocks === undefined || output !== undefined ? await plain() : { content: blocks };
  const result = blocks === undefined ? made : { ...made, content: blocks };
  if (!isFailure) return result;
  const { body } = scope.response;
  const shown = body === undefined ? '' : typeof body === 'string' ? body : exactJson(body);
  const { structuredContent, ...failure } = asFailure(result, options.label, shown);
  // Clients check the structured content of an error, too.
  const isValid = output !== undefined && (await createCheck(output))(structuredContent, scope.work) === undefined;
  return { ...failure, ...(isValid && { structuredContent }), isError: true };
}

/**
 * Marks a result as an error. One that is empty says what the response was: an error must tell what failed.
 *
 * @param shown the body, masked
 */
export function asFailure(result: ToolResult, label: string, shown: string): ToolResult {
  if (result.content !== NOTHING_FOUND) return { ...result, isError: true };
  const said = quote(printable(shown), QUOTED_BYTES).trim();
  const text = `${label} reported a failure${said === '' ? '.' : `: ${said}`}`;
  return { ...result, content: [{ type: 'text', text }], isError: true };
}

/** The blocks of `content`; `undefined` where it fails over the missing body of a write, which was carried out. */
async function contentOf(
  content: Template,
  scope: Scope & { readonly response: ResponseView },
  options: ResultOptions,
): Promise<ToolResult['content'] | undefined> {
  try {
    const value = await content(scope);
    const from = withParsed(options.from, scope.work.takeParsed());
    restoreNumbers(value, from);
    const note = roundedNote(lostNumbers(value, from));
    const blocks = blocksOf(value, options);
    return [...(blocks.length === 0 ? NOTHING_FOUND : blocks), ...(note ? [note] : [])];
  } catch (error) {
    if (error instanceof ToolError && options.repeatable === false && !('body' in scope.response)) return undefined;
    throw error;
  }
}

function binaryResult(body: Buffer, contentType: string, request: UpstreamRequest, resultBytes: number): ToolResult {
  if (Math.ceil(body.length / 3) * 4 > resultBytes) throw tooLarge(request.label, resultBytes, request.repeatable);
  const { origin, pathname } = urlOf(request);
  return { content: [binaryContent(body, contentType, origin + pathname)] };
}
