import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalStackError } from '../errors.ts';
import { closeServer, disconnectionOf, listenOnLoopback } from '../http.ts';
import { CallerGone } from '../lambda/index.ts';
import { withinTime } from '../time-limit.ts';
import { errorResponse } from './error-response.ts';
import { callLambda } from './lambda-target.ts';
import { type McpExchange, mcpExchange, ResponseEnding } from './mcp-exchange.ts';
import type { Action, LoadBalancerModel, Rule } from './model.ts';
import { drain, relay } from './relay.ts';
import { type AlbRequest, headerValues, readRequest, type TargetResponse } from './request.ts';
import { TransformFailed } from './transforms.ts';

/** One request in the access log. */
export interface AccessLogEntry {
  readonly method: string;
  /** With the query. */
  readonly path: string;
  readonly rule: number | 'default' | undefined;
  /** Type of the action that handled it. */
  readonly target: Action['type'] | undefined;
  /** Label of the function that ran. */
  readonly function: string | undefined;
  /** What the client asked for and what came of it, where the request is one of MCP. */
  readonly mcp: McpExchange | undefined;
  /** Requests to upstreams that the function repeated. */
  readonly retries: number;
  readonly status: number;
  readonly ms: number;
  readonly bytes: number;
}

/** Sends a request to an address of an `ip` target group. */
type CallIp = (address: string, request: AlbRequest, route: Route) => Promise<TargetResponse>;

/** What the target reports of the function that it invokes, for the access log. */
interface Route {
  /** Its label. */
  function?: string;
  /** The body of the request. */
  body?: Buffer;
  /** Requests to upstreams that it has repeated. */
  retries?: () => number;
}

/** How the load balancer reaches `ip` targets, and where it logs. */
interface LoadBalancerHooks {
  readonly callIp: CallIp;
  log(line: string): void;
  onAccess(entry: AccessLogEntry): void;
}

/** AWS: "HTTP 460": the client closed the connection before the load balancer received the whole request. */
const CLIENT_CLOSED = 460;

const MAX_HEADER_BYTES = 64 * 1024;

/**
 * The load balancer: a listener on loopback that evaluates its rules in order and performs the action of the first match.
 *
 * AWS: "How Elastic Load Balancing works", "HTTP headers and Application Load Balancers".
 */
export class LoadBalancer {
  readonly #server: Server;
  #configuration: { readonly model: LoadBalancerModel; readonly hooks: LoadBalancerHooks } | undefined;
  #next = 0;

  constructor() {
    this.#server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, noDelay: true }, (message, response) => {
      this.#serve(message, response).catch((error: unknown) => {
        this.#configuration?.hooks.log(`load balancer: ${error instanceof Error ? error.stack : String(error)}`);
        response.destroy();
      });
    });
    this.#server.requestTimeout = 0;
    this.#server.on('clientError', (_, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\nConnection: close\r\n\r\n');
    });
  }

  /**
   * Opens the port, so that a port in use is reported before anything else starts. Requests before {@link configure} receive
   * 503.
   *
   * @returns `host:port`
   */
  async listen(port: number): Promise<string> {
    return listenOnLoopback(this.#server, port).catch((error: NodeJS.ErrnoException) => {
      throw error.code === 'EADDRINUSE'
        ? new LocalStackError(`port ${port} is in use. Choose another with --port`)
        : error;
    });
  }

  /** Starts to serve requests by the rules. */
  configure(model: LoadBalancerModel, hooks: LoadBalancerHooks): void {
    this.#configuration = { model, hooks };
    this.#server.keepAliveTimeout = Math.min(model.idleTimeoutMs, model.clientKeepAliveMs);
  }

  close(): Promise<void> {
    return closeServer(this.#server);
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#configuration === undefined) return relay(errorResponse(503), response, message.method === 'HEAD');
    const { model, hooks } = this.#configuration;
    const start = performance.now();
    const written = message.socket.bytesWritten;
    const request = readRequest(message, model.dropInvalidHeaders, disconnectionOf(response));
    const rule = model.rules.find(({ matches }) => matches(request));
    const route: Route = {};
    const ending = new ResponseEnding();
    const answer = await this.#follow(rule, request, route).catch((error: unknown) => {
      if ((message.destroyed && !message.complete) || error instanceof CallerGone) return undefined;
      throw error;
    });
    // An unread request body would block the next request of the connection.
    if (!message.complete) message.resume();
    if (answer !== undefined) await relay(answer, response, request.method === 'HEAD', ending);
    hooks.onAccess({
      method: request.method,
      path: message.url ?? '/',
      rule: rule?.priority,
      target: rule?.action.type,
      function: route.function,
      mcp: route.body && mcpExchange(route.body, ending),
      retries: route.retries?.() ?? 0,
      status: answer?.status ?? CLIENT_CLOSED,
      ms: performance.now() - start,
      bytes: message.socket.bytesWritten - written,
    });
  }

  async #follow(rule: Rule | undefined, original: AlbRequest, route: Route): Promise<TargetResponse> {
    if (this.#configuration === undefined || rule === undefined) return errorResponse(503);
    const { model, hooks } = this.#configuration;
    const { action, transform } = rule;
    if (action.type === 'fixed-response') return action.response;
    let request: AlbRequest;
    try {
      request = transform(this.#forwarded(original));
    } catch (error) {
      if (!(error instanceof TransformFailed)) throw error;
      hooks.log(`load balancer: 500, ${error.message}`);
      return errorResponse(500);
    }
    if (action.type === 'lambda') {
      route.function = action.group.target.label;
      return callLambda(action.group, request, route, (line) => hooks.log(line));
    }
    const { addresses } = action.group;
    const address = addresses[this.#next++ % addresses.length];
    if (address === undefined) return errorResponse(503);
    return withinIdleTimeout(hooks.callIp(address, request, route), model.idleTimeoutMs);
  }

  /** Adds the headers that the load balancer sends to every target. AWS: "X-Forwarded headers", "Request tracing". */
  #forwarded(request: AlbRequest): AlbRequest {
    const port = String((this.#server.address() as AddressInfo).port);
    const trace = headerValues(request, 'x-amzn-trace-id').at(-1) ?? `Root=${traceId()}`;
    const hops = [...headerValues(request, 'x-forwarded-for'), request.sourceIp].join(', ');
    const added = [
      ['x-forwarded-for', hops],
      ['x-forwarded-proto', 'http'],
      ['x-forwarded-port', port],
      ['x-amzn-trace-id', trace],
    ] as const;
    const names = new Set<string>(added.map(([name]) => name));
    const own = request.headers.filter(([name]) => !names.has(name.toLowerCase()));
    return { ...request, headers: [...own, ...added] };
  }
}

function traceId(): string {
  const seconds = Math.floor(Date.now() / 1000).toString(16);
  return `1-${seconds}-${randomBytes(12).toString('hex')}`;
}

/** AWS: "HTTP 504: Gateway timeout": the target did not respond before the idle timeout elapsed. */
async function withinIdleTimeout(call: Promise<TargetResponse>, idleTimeoutMs: number): Promise<TargetResponse> {
  const answer = await withinTime(call, idleTimeoutMs);
  if (answer === undefined) {
    // The function continues, and its response is discarded.
    call.then(drain, () => undefined);
    return errorResponse(504);
  }
  const { body } = answer;
  if (typeof body === 'string' || Buffer.isBuffer(body)) return answer;
  return { ...answer, body: { ...body, idleTimeoutMs: Math.min(body.idleTimeoutMs, idleTimeoutMs) } };
}
