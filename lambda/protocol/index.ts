import type { Principal } from '../auth/index.ts';
import type { CatalogReader } from '../catalog/types.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { isJsonObject } from '../json.ts';
import type { State } from '../state/types.ts';
import type { TraceContext } from '../targets/index.ts';
import { type Log, withFields } from '../telemetry/log.ts';
import { answerBatch } from './batch.ts';
import type { RpcContext } from './context.ts';
import { isModern, isModernVersion } from './era.ts';
import type { PreparedPrompt } from './prompts/prepare.ts';
import type { PreparedResource } from './resources/prepare.ts';
import { InvalidParams } from './rpc/errors.ts';
import { ACCEPTED, errorResponse, isResponse, parseBody, readId, toMessage } from './rpc/json-rpc.ts';
import { createToRpcError } from './rpc/to-rpc-error.ts';
import type { PreparedTool } from './tools/prepare.ts';
import { readTrace, traceIdOf } from './trace.ts';
import { handle2025 } from './v2025/index.ts';
import { takeAnswer } from './v2025/open-questions.ts';
import { handle2026 } from './v2026/index.ts';

export type { Frames, HttpRequest, HttpResponse } from '../http.ts';
export { type PreparedPrompt, preparePrompt } from './prompts/prepare.ts';
export { type PreparedResource, prepareResource } from './resources/prepare.ts';
export { type PreparedTool, prepareTool } from './tools/prepare.ts';

const SILENCE_MS = 10_000;
/** What the protocol is made of. */
export interface ProtocolOptions {
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  readonly state: State;
  /** How deep a body may nest. */
  readonly jsonDepth: number;
  /** Milliseconds that a client may keep a list before asking again. */
  readonly ttlMs: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Makes the opaque id that ties an internal error to its log line. */
  readonly newId: () => string;
  readonly log: Log;
  /**
   * Milliseconds without a word after which a call's answer becomes a stream.
   *
   * @default 10,000
   */
  readonly silenceMs?: number;
}

/** Answers one POST to an MCP endpoint; never rejects. */
export type Protocol = (request: HttpRequest, server: string, principal: Principal) => Promise<HttpResponse>;

/** Makes the JSON-RPC core: both eras over one catalogue. */
export function createProtocol(options: ProtocolOptions): Protocol {
  const { catalog, state, jsonDepth, ttlMs, now, newId, log, silenceMs = SILENCE_MS } = options;
  const toRpcError = createToRpcError(log, newId);
  return async (request, server, principal) => {
    let body: unknown;
    try {
      body = parseBody(request.body, jsonDepth);
      prefetchTool(body, server);
      const found = catalog.server(server);
      const view = found instanceof Promise ? await found : found;
      if (view === undefined) throw new InvalidParams(`Unknown MCP server: ${server}`, 404);
      const context = {
        request,
        view,
        principal,
        catalog,
        state,
        trace: undefined,
        log,
        ttlMs,
        now,
        silenceMs,
        toRpcError,
      };
      return await (Array.isArray(body) ? handleBatch(body, context) : handleOne(body, context));
    } catch (error) {
      return errorResponse(toRpcError(error), readId(body));
    }
  };

  // A cold instance needs the server's head and the tool: both reads leave at once, before the request is judged.
  function prefetchTool(body: unknown, server: string): void {
    if (!isJsonObject(body) || body.method !== 'tools/call' || !isJsonObject(body.params)) return;
    const { name } = body.params;
    if (typeof name === 'string') catalog.prefetch?.(server, name);
  }

  function handleBatch(values: readonly unknown[], outer: RpcContext): Promise<HttpResponse> {
    const { request } = outer;
    const begun = now();
    return answerBatch(values, request.headers['mcp-protocol-version']?.trim(), (value) => {
      // The answers of a batch are one document, and its messages share the time of one.
      const remainingMs = request.remainingMs - (now() - begun);
      return handleOne(value, { ...outer, request: { ...request, streams: false, remainingMs } });
    });
  }

  /** Answers one message; whatever goes wrong is logged under the caller's trace. */
  async function handleOne(value: unknown, outer: RpcContext): Promise<HttpResponse> {
    let context = outer;
    try {
      const version = context.request.headers['mcp-protocol-version']?.trim();
      if (isResponse(value) && !isModernVersion(version)) {
        await takeAnswer(value, context);
        return ACCEPTED;
      }
      const message = toMessage(value);
      const trace = readTrace(message.params);
      if (trace !== undefined) context = traced(outer, trace);
      return await (isModern(message, version) ? handle2026(message, context) : handle2025(message, context));
    } catch (error) {
      return errorResponse(context.toRpcError(error), readId(value));
    }
  }

  function traced(context: RpcContext, trace: TraceContext): RpcContext {
    const own = withFields(log, { traceId: traceIdOf(trace) });
    return { ...context, trace, log: own, toRpcError: createToRpcError(own, newId) };
  }
}
