import type { CallAudit } from '../audit/calls/index.ts';
import { InsufficientScope, type Principal, type Recheck, type ServerPolicies } from '../auth/index.ts';
import type { CatalogReader, ServerView } from '../catalog/types.ts';
import type { HttpRequest, HttpResponse } from '../http.ts';
import { isJsonObject } from '../json.ts';
import { loadedOnce } from '../loaded-once.ts';
import { openLimits } from '../state/index.ts';
import type { RateLimit, State, StreamLeases } from '../state/types.ts';
import type { TraceContext } from '../targets/index.ts';
import { type Log, withFields } from '../telemetry/log.ts';
import { WorkBudget } from '../work/index.ts';
import { Access, OutdatedAccess } from './access.ts';
import { recordRefusal } from './audited.ts';
import type { PoliciesOf, RpcContext } from './context.ts';
import { isModern, isModernVersion } from './era.ts';
import { judge } from './judge.ts';
import { assertRuns } from './judged-only.ts';
import { countOperation, type Limits, operationsOfCaller, whileHeld } from './limits/index.ts';
import type { PreparedPrompt } from './prompts/index.ts';
import type { PreparedResource } from './resources/index.ts';
import { checkRoutingHeaders, hasRoutingHeaders } from './routing-headers.ts';
import {
  ACCEPTED,
  createToRpcError,
  errorResponse,
  HeaderMismatch,
  InvalidParams,
  InvalidRequest,
  isResponse,
  parseBody,
  type RpcMessage,
  readId,
  toMessage,
} from './rpc/index.ts';
import { JudgedCaller } from './subscriptions/judged-caller.ts';
import type { PreparedTool } from './tools/index.ts';
import { readTrace, traceIdOf } from './trace.ts';
import { handle2026 } from './v2026/index.ts';

const SILENCE_MS = 10_000;
/** Loads while the catalogue is read, where the headers show that a request may need it. */
const olderEra = loadedOnce(() => import('./v2025/index.ts'));
/** Few clients send batches. */
const batches = loadedOnce(() => import('./batch.ts'));
/** Attempts at a message while newer versions of its server keep being read. */
const ATTEMPTS = 3;

/** Dependencies and limits of the protocol. */
export interface ProtocolOptions {
  readonly catalog: CatalogReader<PreparedTool, PreparedPrompt, PreparedResource>;
  readonly state: State;
  /**
   * Returns the policies of a server, by its name.
   *
   * @default no server has policies
   */
  readonly policiesOf?: PoliciesOf;
  /** Judges the caller of a subscription again. */
  readonly recheck: Recheck;
  /** The caller of a request without credentials; `undefined` where such requests are refused. */
  readonly anonymous: Principal | undefined;
  /**
   * The rate of each address from which callers without credentials connect.
   *
   * @default none
   */
  readonly anonymousRate?: RateLimit | undefined;
  /** Maximum nesting of a body. */
  readonly jsonDepth: number;
  /** Milliseconds that a client may cache a list. */
  readonly ttlMs: number;
  /** The clock, epoch milliseconds. */
  readonly now: () => number;
  /** Creates the opaque ID that links an internal error to its log line. */
  readonly newId: () => string;
  readonly log: Log;
  /** Records calls. @default calls are not audited */
  readonly calls?: CallAudit | undefined;
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

/**
 * Responds to one POST to an MCP endpoint. Never rejects.
 *
 * @param server name of the server in the request's path
 * @param challenge responds to a caller that lacks scopes; without it, such a caller gets a JSON-RPC error
 */
export type Protocol = (
  request: HttpRequest,
  server: string,
  principal: Principal,
  challenge?: RpcContext['challenge'],
) => Promise<HttpResponse>;

/** Who sent a request, and where. */
interface Caller {
  readonly request: HttpRequest;
  readonly server: string;
  readonly principal: Principal;
  readonly challenge: RpcContext['challenge'];
}

/** Creates the JSON-RPC core, which serves both eras from one catalogue. */
export function createProtocol(options: ProtocolOptions): Protocol {
  const { catalog, state, recheck, anonymous, jsonDepth, ttlMs, now, newId, log, onlyMethod, calls } = options;
  const { silenceMs = SILENCE_MS, policiesOf = noPolicies } = options;
  const toRpcError = createToRpcError(log, newId);
  const latest = (server: string) => catalog.latest?.(server);
  const limits: Limits = { state: openLimits(state, now), anonymous: options.anonymousRate };
  // Each asynchronous function that a call passes costs about a fiftieth of its time, so those that need not wait are not.
  return (request, server, principal, challenge) => {
    const caller = { request, server, principal, challenge };
    let body: unknown;
    try {
      body = parseBody(request.body, jsonDepth);
      prefetchTool(body, server);
      if (!isModernVersion(request.headers['mcp-protocol-version']?.trim())) olderEra();
      const access = accessTo(server, principal);
      if (!(access instanceof Promise)) return begin(body, access, caller);
      return access.then((found) => begin(body, found, caller)).catch((error: unknown) => failed(body, error, caller));
    } catch (error) {
      return Promise.resolve(failed(body, error, caller));
    }
  };

  function begin(body: unknown, found: Access | undefined, caller: Caller): Promise<HttpResponse> {
    const { request, server, principal, challenge } = caller;
    const access = visible(found, server);
    const context: RpcContext = {
      request,
      view: access.view,
      principal,
      access,
      challenge,
      accessNow,
      recheck,
      calls,
      catalog,
      state,
      limits,
      trace: undefined,
      log,
      ttlMs,
      now,
      work: new WorkBudget(),
      silenceMs,
      toRpcError,
    };
    if (!Array.isArray(body)) return handleOne(body, context);
    return handleBatch(body, context).catch((error: unknown) => failed(body, error, caller));
  }

  function failed(body: unknown, error: unknown, { request, server, principal }: Caller): HttpResponse {
    if (calls !== undefined) recordRefusal(calls, body, error, { request, principal, server });
    return errorResponse(toRpcError(error), readId(body));
  }

  /** The same response, after the same reads, for a server that the caller may not use. */
  function visible(access: Access | undefined, server: string): Access {
    if (access?.isServerVisible) return access;
    throw new InvalidParams(`Unknown MCP server: ${server}`, 404);
  }

  /** Reads what decisions about a caller depend on, in parallel. */
  function accessTo(server: string, principal: Principal): Access | undefined | Promise<Access | undefined> {
    const view = catalog.server(server);
    if (!(view instanceof Promise)) return accessAt(server, principal, view);
    view.catch(() => {}); // handled below, unless the policies cannot be read
    const policies = policiesOf(server);
    return Promise.all([view, policies]).then(([read]) => accessAt(server, principal, read));
  }

  async function accessNow(server: string, principal: Principal): Promise<Access | undefined> {
    return accessAt(server, principal, await catalog.reread(server));
  }

  function accessAt(server: string, principal: Principal, view: ServerView | undefined) {
    const policies = policiesOf(server, view?.version);
    if (policies instanceof Promise) return policies.then((present) => openAccess(principal, view, present));
    return openAccess(principal, view, policies);
  }

  function openAccess(principal: Principal, view: ServerView | undefined, policies: ServerPolicies | undefined) {
    return view && new Access({ principal, view, policies, anonymous, now, latest });
  }

  // A cold instance must read the server's head and the tool: both reads start at once, before the request is checked.
  function prefetchTool(body: unknown, server: string): void {
    if (!isJsonObject(body) || body.method !== 'tools/call' || !isJsonObject(body.params)) return;
    const { name } = body.params;
    if (typeof name === 'string') catalog.prefetch?.(server, name);
  }

  async function handleBatch(values: readonly unknown[], outer: RpcContext): Promise<HttpResponse> {
    const { request } = outer;
    const version = request.headers['mcp-protocol-version']?.trim();
    // One header cannot name what several messages do.
    if (!isModernVersion(version) && hasRoutingHeaders(request.headers)) {
      throw new HeaderMismatch('Header mismatch: a batch must not carry Mcp-Method or Mcp-Name');
    }
    const begun = now();
    const presentContext = rejudging(outer);
    const answer = (value: unknown) => {
      // The responses of a batch form one document, and its messages share the time of one request.
      const remainingMs = request.remainingMs - (now() - begun);
      const own = { ...outer, challenge: undefined, request: { ...request, streams: false, remainingMs } };
      return handleInBatch(value, own, presentContext);
    };
    const { answerBatch } = await batches();
    return answerBatch(values, version, answer, (value, error) => refused([value], error, outer));
  }

  /** Judges the caller of a batch again for each message that begins after the rights in memory are out of date. */
  function rejudging(outer: RpcContext): (context: RpcContext) => Promise<RpcContext> {
    const caller = new JudgedCaller(outer);
    let judgedAt = now();
    let access: Access | undefined = outer.access;
    return async (context) => {
      if (now() - judgedAt >= ttlMs) {
        judgedAt = now();
        access = undefined; // if judging fails, nothing runs before the next attempt
        access = await caller.judge();
      }
      if (access === undefined) throw new InvalidRequest('The caller may not use this server any more');
      return { ...context, access, view: access.view, principal: access.principal };
    };
  }

  /** A batch has one HTTP response, so no message of it can be answered with a challenge. */
  async function handleInBatch(
    value: unknown,
    context: RpcContext,
    presentContext: (context: RpcContext) => Promise<RpcContext>,
  ): Promise<HttpResponse> {
    try {
      return await handleOne(value, await presentContext(context));
    } catch (error) {
      refused(value, error, context);
      return errorResponse(context.toRpcError(error), readId(value));
    }
  }

  /** Records that a message, or each message of a list, was not done; one error is recorded once. */
  function refused(value: unknown, error: unknown, { request, principal, view }: RpcContext): void {
    if (calls !== undefined) recordRefusal(calls, value, error, { request, principal, server: view.server });
  }

  /**
   * Responds to one message; errors are logged with the caller's trace. Never rejects.
   *
   * @param attempt from 1; an operation counts once, however often it begins
   */
  async function handleOne(value: unknown, outer: RpcContext, attempt = 1): Promise<HttpResponse> {
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
        context.access.assertServerScopes();
        assertRuns(context.request);
        await (await olderEra()).takeAnswer(value, context);
        return ACCEPTED;
      }
      const message = toMessage(value, mayBeOlder);
      const trace = readTrace(message.params);
      if (trace !== undefined) context = traced(outer, trace);
      const modern = isModern(message, version);
      // `initialize` belongs to the older era even with a version that no revision has.
      if (!modern && !mayBeOlder) checkRoutingHeaders(context.request.headers, value);
      if (!context.access.holdsServerScopes) await judge(message, context);
      const counting = attempt === 1 ? countOperation(message, context) : undefined;
      if (counting !== undefined) await counting;
      const leases = operationsOfCaller(message, context);
      if (leases !== undefined) return await handleHeld({ leases, modern }, message, context);
      const response = modern ? handle2026(message, context) : (await olderEra()).handle2025(message, context);
      return response instanceof Promise ? await response : response;
    } catch (error) {
      if (error instanceof OutdatedAccess && attempt < ATTEMPTS) return handleAgain(value, outer, attempt + 1);
      refused(value, error, context);
      if (error instanceof InsufficientScope && context.challenge !== undefined) return context.challenge(error);
      return errorResponse(context.toRpcError(error), readId(value));
    }
  }

  /** Begins again: a newer version of the server was read before anything ran. */
  async function handleAgain(value: unknown, outdated: RpcContext, attempt: number): Promise<HttpResponse> {
    const { view, principal } = outdated;
    let context: RpcContext;
    try {
      const access = visible(await accessTo(view.server, principal), view.server);
      context = { ...outdated, access, view: access.view };
    } catch (error) {
      refused(value, error, outdated);
      return errorResponse(outdated.toRpcError(error), readId(value));
    }
    return handleOne(value, context, attempt);
  }

  /** Responds while one of the caller's leases is held. */
  function handleHeld(
    { leases, modern }: { readonly leases: StreamLeases; readonly modern: boolean },
    message: RpcMessage,
    context: RpcContext,
  ) {
    const what = 'Too many operations in progress: your credentials are limited';
    const endsWhenLost = message.method === 'subscriptions/listen';
    const respond = async () =>
      modern ? handle2026(message, context) : (await olderEra()).handle2025(message, context);
    return whileHeld({ leases, what, endsWhenLost, respond }, context);
  }

  function traced(context: RpcContext, trace: TraceContext): RpcContext {
    const own = withFields(log, { traceId: traceIdOf(trace) });
    return { ...context, trace, log: own, toRpcError: createToRpcError(own, newId) };
  }
}

const noPolicies: PoliciesOf = () => undefined;
