import type { Principal } from '../auth/index.ts';
import type { CatalogReader } from '../catalog/types.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { isJsonObject } from '../json.ts';
import type { State } from '../state/types.ts';
import type { TraceContext } from '../targets/index.ts';
import { type Log, withFields } from '../telemetry/log.ts';
import { WorkBudget } from '../work/index.ts';
import { answerBatch } from './batch.ts';
import type { RpcContext } from './context.ts';
import { isModern, isModernVersion } from './era.ts';
import { assertRuns } from './judged-only.ts';
import type { PreparedPrompt } from './prompts/index.ts';
import type { PreparedResource } from './resources/index.ts';
import { checkRoutingHeaders, hasRoutingHeaders } from './routing-headers.ts';
import {
  ACCEPTED,
  createToRpcError,
  errorResponse,
  HeaderMismatch,
  InvalidParams,
  isResponse,
  parseBody,
  readId,
  toMessage,
} from './rpc/index.ts';
import type { PreparedTool } from './tools/index.ts';
import { readTrace, traceIdOf } from './trace.ts';
import { handle2025, takeAnswer } from './v2025/index.ts';
import { handle2026 } from './v2026/index.ts';

const SILENCE_MS = 10_000;

/** Dependencies and limits of the protocol. */
export interface ProtocolOptions {
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  readonly state: State;
  /** Maximum nesting of a body. */
  readonly jsonDepth: number;
  /** Milliseconds that a client may cache a list. */
  readonly ttlMs: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Creates the opaque ID that links an internal error to its log line. */
  readonly newId: () => string;
  readonly log: Log;
  /**
   * Milliseconds without a message after which the response to a call becomes a stream.
   *
   * @default 10,000
   */
  readonly silenceMs?: number;
  /**
   * The only method that the function serves. The load balancer selects the function by the Mcp-Method header, which a client of
   * any era may send with the body of another method.
   *
   * @default every method
   */
  readonly onlyMethod?: string | undefined;
}

/** Responds to one POST to an MCP endpoint; never rejects. */
export type Protocol = (request: HttpRequest, server: string, principal: Principal) => Promise<HttpResponse>;

/** Creates the JSON-RPC core, which serves both eras from one catalogue. */
export function createProtocol(options: ProtocolOptions): Protocol {
  const { catalog, state, jsonDepth, ttlMs, now, newId, log, silenceMs = SILENCE_MS, onlyMethod } = options;
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
        work: new WorkBudget(),
        silenceMs,
        toRpcError,
      };
      return await (Array.isArray(body) ? handleBatch(body, context) : handleOne(body, context));
    } catch (error) {
      return errorResponse(toRpcError(error), readId(body));
    }
  };

  // A cold instance must read the server's head and the tool: both reads start at once, before the request is checked.
  function prefetchTool(body: unknown, server: string): void {
    if (!isJsonObject(body) || body.method !== 'tools/call' || !isJsonObject(body.params)) return;
    const { name } = body.params;
    if (typeof name === 'string') catalog.prefetch?.(server, name);
  }

  function handleBatch(values: readonly unknown[], outer: RpcContext): Promise<HttpResponse> {
    const { request } = outer;
    const version = request.headers['mcp-protocol-version']?.trim();
    // One header cannot name what several messages do.
    if (!isModernVersion(version) && hasRoutingHeaders(request.headers)) {
      throw new HeaderMismatch('Header mismatch: a batch must not carry Mcp-Method or Mcp-Name');
    }
    const begun = now();
    return answerBatch(values, version, (value) => {
      // The responses of a batch form one document, and its messages share the time of one request.
      const remainingMs = request.remainingMs - (now() - begun);
      return handleOne(value, { ...outer, request: { ...request, streams: false, remainingMs } });
    });
  }

  /** Responds to one message; errors are logged with the caller's trace. */
  async function handleOne(value: unknown, outer: RpcContext): Promise<HttpResponse> {
    let context = outer;
    try {
      if (onlyMethod !== undefined && !(isJsonObject(value) && value.method === onlyMethod)) {
        throw new HeaderMismatch(
          `Header mismatch: the Mcp-Method header is ${onlyMethod}, but the body is another message`,
        );
      }
      const version = context.request.headers['mcp-protocol-version']?.trim();
      const mayBeOlder = !isModernVersion(version);
      if (mayBeOlder) checkRoutingHeaders(context.request.headers, value);
      if (mayBeOlder && isResponse(value)) {
        assertRuns(context.request);
        await takeAnswer(value, context);
        return ACCEPTED;
      }
      const message = toMessage(value, mayBeOlder);
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
