import type { ToolResult } from '../../content/index.ts';
import { compileOptional } from '../../expression/index.ts';
import type { JsonObject } from '../../json.ts';
import { createListing } from '../../schema/index.ts';
import { parseLossless, parseMarkingRounded } from '../../text/index.ts';
import { ToolError } from '../../tool-error.ts';
import { tooLarge, toResult } from '../result.ts';
import type { PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import {
  beginCall,
  type Call,
  compileAuth,
  DEFAULT_RETRIES,
  exchange,
  isOk,
  outboundOf,
  type Route,
  realPace,
  redirectRule,
  type Sent,
  send,
  type UpstreamRequest,
  type UpstreamResponse,
  urlOf,
} from '../upstream/index.ts';
import { binaryContent, isBinary } from './binary.ts';
import { type Expectation, expectationOf } from './expectation.ts';
import { maskError, maskParts, maskResult } from './masking.ts';
import { collectPages, compilePager, type PagedTool, readPages } from './pages/index.ts';
import { compileRequest, type RequestBuilder } from './request/index.ts';
import { expectView, failureResult, maskView, type ResponseView, viewOf } from './response.ts';
import type { RowShape } from './rows.ts';
import { type StreamKind, streamResponse } from './stream/index.ts';

/** A compiled `http` block. */
interface HttpTool {
  readonly request: RequestBuilder;
  readonly route: Route;
  readonly shape: RowShape;
  /** What the whole body of a response must be. */
  readonly expected: Expectation;
}

/** Prepares an `http` tool. */
export function prepareHttp(tool: TargetTool, environment: TargetEnvironment): PreparedTarget {
  const { target, output } = tool;
  const http: HttpTool = {
    request: compileRequest(tool),
    route: compileRoute(target, environment),
    shape: {
      row: compileOptional(target.row, 'row'),
      result: compileOptional(target.result, 'result'),
      structured: !!output,
      listing: output && createListing(output),
    },
    expected: expectationOf(target, output),
  };
  const pager = compilePager(target.pagination);
  const paged = pager && { ...http, pager, fetch: fetchWhole(environment) };
  const stream = String(target.stream ?? 'none');
  if (stream === 'none') return paged ? pagesAtOnce(paged, environment) : wholeResponse(http, environment);
  return (args, context) => {
    const call = beginCall(context, environment.now);
    const parts = paged
      ? readPages(paged, args, call)
      : streamResponse(http, stream as StreamKind, args, call, outboundOf(environment));
    return maskParts(parts, call);
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

function fetchWhole(environment: TargetEnvironment): PagedTool['fetch'] {
  return (request, { context, time }) => exchange(outboundOf(environment), request, context.resultBytes, time);
}

/** One request, one response, one result: the case of most tools. */
function wholeResponse(tool: HttpTool, environment: TargetEnvironment): PreparedTarget {
  const { request: builder, route } = tool;
  return async (args, context) => {
    const call = beginCall(context, environment.now);
    const built = builder.build({ args, caller: context.caller, work: context.work });
    const request = built instanceof Promise ? await built : built;
    const outbound = outboundOf(environment);
    const transport = {
      attempt: (hop: UpstreamRequest) => exchange(outbound, hop, context.resultBytes, call.time),
      discard: () => {}, // it has been read to its end
    };
    if (route.auth === undefined)
      return resultOfResponse(await send(request, call, route, transport), tool, args, call);
    try {
      return maskResult(await resultOfResponse(await send(request, call, route, transport), tool, args, call), call);
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
  { response, request }: Sent<UpstreamResponse>,
  { shape: { result, structured, listing }, expected }: HttpTool,
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
  const value = result
    ? result({ args, response: maskView(view, label, mask), work })
    : defaultValue(view, label, structured);
  const options = { structured, listing, label, resultBytes, repeatable, mustFind, from: view };
  return value instanceof Promise ? value.then((mapped) => toResult(mapped, options)) : toResult(value, options);
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
