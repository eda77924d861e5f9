import type { ToolResult } from '../../content/blocks.ts';
import { compileTemplate, type Template } from '../../expression/index.ts';
import type { Json, JsonObject } from '../../json.ts';
import { ToolError } from '../../tool-error.ts';
import type { Part, Parts } from '../parts.ts';
import { resultOf, tooLarge } from '../result.ts';
import type { PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import { compileAuth } from '../upstream/auth/index.ts';
import { beginCall, type Call } from '../upstream/call.ts';
import { exchange } from '../upstream/exchange.ts';
import { outboundOf } from '../upstream/outbound/index.ts';
import { redirectRule, urlOf } from '../upstream/redirect.ts';
import { DEFAULT_RETRIES, realPace } from '../upstream/retry.ts';
import { type Route, type Sent, send } from '../upstream/send.ts';
import { isGood, type UpstreamRequest, type UpstreamResponse } from '../upstream/wire.ts';
import { binaryContent, isBinary } from './binary.ts';
import { parseLossless } from './lossless-json.ts';
import { compilePager } from './pages/pager.ts';
import { collectPages, type PagedTool, readPages } from './pages/pages.ts';
import { compileRequest, type RequestBuilder } from './request.ts';
import { failureResult, type ResponseView, viewOf } from './response.ts';
import type { RowShape } from './rows.ts';
import { type StreamKind, streamAnswer } from './stream/stream.ts';

/** An `http` block made ready. */
interface HttpTool {
  readonly request: RequestBuilder;
  readonly route: Route;
  readonly shape: RowShape;
}

/** Makes an `http` tool callable. */
export function prepareHttp(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { target, output } = tool;
  const http: HttpTool = {
    request: compileRequest(target),
    route: compileRoute(target, environment),
    shape: { row: optional(target.row, 'row'), result: optional(target.result, 'result'), structured: !!output },
  };
  const pager = compilePager(target.pagination);
  const paged = pager && { ...http, pager, ask: askWhole(environment) };
  const stream = String(target.stream ?? 'none');
  if (stream === 'none') return paged ? pagesAtOnce(paged, environment) : wholeAnswer(http, environment);
  return (args, context) => {
    const call = beginCall(context, environment.now);
    const parts = paged
      ? readPages(paged, args, call)
      : streamAnswer(http, stream as StreamKind, args, call, outboundOf(environment));
    return leaving(parts, call);
  };
}

function compileRoute(target: JsonObject, environment: TargetEnvironment): Route {
  const redirects = Array.isArray(target.redirects) ? target.redirects.map(String) : [];
  const { protocol, hostname, port } = new URL(String(target.url));
  return {
    home: { protocol: protocol === 'https:' ? 'https:' : 'http:', hostname, port },
    auth: compileAuth(target.auth, environment),
    retries: Number(target.retries ?? DEFAULT_RETRIES),
    mayGo: redirectRule(redirects),
    pace: realPace(environment.now),
  };
}

function optional(template: Json | undefined, where: string): Template | undefined {
  return template === undefined ? undefined : compileTemplate(template, where);
}

function askWhole(environment: TargetEnvironment): PagedTool['ask'] {
  return (asked, { context, time }) => exchange(outboundOf(environment), asked, context.resultBytes, time);
}

/** One request, one answer, one result: the way of most tools. */
function wholeAnswer({ request, route, shape }: HttpTool, environment: TargetEnvironment): PreparedTarget {
  return async (args, context) => {
    const call = beginCall(context, environment.now);
    const built = request.build(args);
    const asked = built instanceof Promise ? await built : built;
    const outbound = outboundOf(environment);
    const asking = {
      ask: (hop: UpstreamRequest) => exchange(outbound, hop, context.resultBytes, call.time),
      discard: () => {}, // it has been read
    };
    if (route.auth === undefined) return resultOfResponse(await send(asked, call, route, asking), shape, args, call);
    try {
      return maskResult(await resultOfResponse(await send(asked, call, route, asking), shape, args, call), call);
    } catch (error) {
      throw maskError(error, call);
    }
  };
}

function pagesAtOnce(paged: PagedTool, environment: TargetEnvironment): PreparedTarget {
  return async (args, context) => {
    const call = beginCall(context, environment.now);
    try {
      return maskResult(await collectPages(paged, args, call), call);
    } catch (error) {
      throw maskError(error, call);
    }
  };
}

function resultOfResponse(
  { answer, asked }: Sent<UpstreamResponse>,
  { result, structured }: RowShape,
  args: JsonObject,
  { context: { resultBytes } }: Call,
): ToolResult | Promise<ToolResult> {
  const { label } = asked;
  if (!isGood(answer)) return failureResult(answer, label);
  // Nobody looks into it on the way.
  const isCopied = result === undefined && !structured;
  if (isCopied) {
    const contentType = answer.headers['content-type'] ?? '';
    if (answer.body.length > 0 && isBinary(contentType, answer.body)) {
      return binaryResult(answer.body, contentType, asked, resultBytes);
    }
  }
  const response = viewOf(answer, label, isCopied ? parseLossless : JSON.parse);
  const value = result ? result({ args, response }) : defaultValue(response, label, structured);
  const options = { structured, label, resultBytes };
  return value instanceof Promise ? value.then((mapped) => resultOf(mapped, options)) : resultOf(value, options);
}

function binaryResult(body: Buffer, contentType: string, asked: UpstreamRequest, resultBytes: number): ToolResult {
  if (Math.ceil(body.length / 3) * 4 > resultBytes) throw tooLarge(asked.label, resultBytes);
  const { origin, pathname } = urlOf(asked);
  return { content: [binaryContent(body, contentType, origin + pathname)] };
}

/** The body; an answer without one, such as 204, is told in words where words will do. */
function defaultValue(response: ResponseView, label: string, structured: boolean): unknown {
  if ('body' in response) return response.body;
  if (structured) throw new ToolError(`${label} answered ${response.status} without a body, so there is no result.`);
  return `${label} answered ${response.status} without a body.`;
}

function maskError(error: unknown, { mask }: Call): unknown {
  return error instanceof ToolError ? new ToolError(mask.text(error.message), error) : error;
}

function maskResult(result: ToolResult, { mask }: Call): ToolResult {
  const content = mask.value(result.content);
  if ('structuredContent' in result) {
    return { ...result, content, structuredContent: mask.value(result.structuredContent) };
  }
  return { ...result, content };
}

/**
 * Parts as they leave: without the secrets that the call has used (rows and texts are masked where they are made), and with
 * sockets that go as soon as nobody wants the parts any more, even while the next one is being waited for.
 */
function leaving(parts: AsyncGenerator<Part | readonly Part[]>, call: Call): Parts {
  const fail = (error: unknown): never => {
    throw maskError(error, call);
  };
  const masked = (step: IteratorResult<Part | readonly Part[]>) =>
    !step.done && 'type' in step.value && step.value.type === 'result'
      ? { ...step, value: { ...step.value, result: maskResult(step.value.result, call) } }
      : step;
  const iterator: AsyncIterator<Part | readonly Part[]> = {
    next: () => parts.next().then(masked, fail),
    return: () => {
      call.time.leave();
      return parts.return(undefined);
    },
  };
  return { [Symbol.asyncIterator]: () => iterator };
}
