import { compileOptional, type Template } from '../../expression/index.ts';
import type { JsonObject } from '../../json.ts';
import { createListing } from '../../schema/index.ts';
import type { PreparedTarget, TargetEnvironment, TargetTool } from '../types.ts';
import {
  beginCall,
  beginRows,
  compileAuth,
  DEFAULT_RETRIES,
  exchange,
  outboundOf,
  type Route,
  realPace,
  redirectRule,
  send,
  type UpstreamRequest,
} from '../upstream/index.ts';
import { maskError, maskParts, maskResult } from './masking.ts';
import { collectPages, compilePager, type PagedTool, readPages } from './pages/index.ts';
import { compilePoll, type PolledTool, pollUntilDone } from './poll/index.ts';
import { compileRequest, type RequestBuilder } from './request/index.ts';
import { expectationOf, formatOf, type HttpLayer, type Reading, resultOfResponse } from './response/index.ts';
import { type AnswerLimit, answerLimitOf, type RowShape } from './rows/index.ts';
import { type StreamKind, streamResponse } from './stream/index.ts';

/** A compiled `http` block. */
interface HttpTool {
  readonly request: RequestBuilder;
  readonly route: Route;
  readonly shape: RowShape;
  /** How the whole body of a response is read. */
  readonly reading: Reading;
  /** What the protocol above HTTP adds. */
  readonly layer: HttpLayer;
  /** How much is read. */
  readonly limit: AnswerLimit;
  /** Finds the message of a response whose status is not an answer. */
  readonly error: Template | undefined;
  /** Makes the blocks of the result. */
  readonly content: Template | undefined;
  /** Finds whether an answer is an error. */
  readonly isError: Template | undefined;
  readonly output: JsonObject | undefined;
}

/**
 * Prepares an `http` tool.
 *
 * @param layer what the protocol above HTTP adds, for a target type that has one
 */
export function prepareHttp(tool: TargetTool, environment: TargetEnvironment, layer: HttpLayer = {}): PreparedTarget {
  const { target, output } = tool;
  const http: HttpTool = {
    request: compileRequest(tool, layer),
    route: compileRoute(target, environment),
    shape: {
      row: compileOptional(target.row, 'row'),
      result: compileOptional(target.result, 'result'),
      structured: !!output,
      maxRows: compileOptional(target.maxRows, 'maxRows'),
      until: compileOptional(target.until, 'until'),
      listing: output && createListing(output),
    },
    reading: { as: formatOf(target.answer), expected: expectationOf(target, output) },
    layer,
    limit: answerLimitOf(tool),
    error: compileOptional(target.error, 'error'),
    content: compileOptional(target.content, 'content'),
    isError: compileOptional(target.isError, 'isError'),
    output,
  };
  const pager = compilePager(target.pagination);
  const paged = pager && { ...http, pager, fetch: fetchMapped(http, environment) };
  const stream = String(target.stream ?? 'none');
  const poll = compilePoll(target.poll);
  if (poll) return polledResponse({ ...http, poll }, environment);
  if (stream === 'none') return paged ? pagesAtOnce(paged, environment) : wholeResponse(http, environment);
  return (args, context) => {
    const call = beginRows(context, environment.now);
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

function fetchMapped({ limit }: HttpTool, environment: TargetEnvironment): PagedTool['fetch'] {
  return (request, { context, time }) => exchange(outboundOf(environment), request, limit.bodies(context, true), time);
}

/** One request, one response, one result: the case of most tools. */
function wholeResponse(tool: HttpTool, environment: TargetEnvironment): PreparedTarget {
  const { request: builder, route, limit, shape, content } = tool;
  return async (args, context) => {
    const call = beginCall(context, environment.now);
    const built = builder.build({ args, caller: context.caller, work: context.work });
    const request = built instanceof Promise ? await built : built;
    const outbound = outboundOf(environment);
    const isMapped = shape.result !== undefined || content !== undefined;
    const limits = limit.bodies(context, isMapped);
    const transport = {
      attempt: (hop: UpstreamRequest) => exchange(outbound, hop, limits, call.time),
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

/** A response that may only accept work, and later ones that tell its state. */
function polledResponse(tool: HttpTool & Pick<PolledTool, 'poll'>, environment: TargetEnvironment): PreparedTarget {
  const polled: PolledTool = {
    ...tool,
    fetch: fetchMapped(tool, environment),
    result: (answer, args, call) => resultOfResponse(answer, tool, args, call),
  };
  return (args, context) => {
    const call = beginCall(context, environment.now);
    return maskParts(pollUntilDone(polled, args, call), call);
  };
}

function pagesAtOnce(paged: PagedTool, environment: TargetEnvironment): PreparedTarget {
  return async (args, context) => {
    const call = beginRows(context, environment.now);
    try {
      return maskResult(await collectPages(paged, args, call), call);
    } catch (error) {
      throw maskError(error, call);
    }
  };
}
