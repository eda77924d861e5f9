import { randomBytes } from 'node:crypto';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { LocalStackError } from '../errors.ts';
import { callLambda } from './lambda-target.ts';
import type { Action, LoadBalancerModel, Rule } from './model.ts';
import { drain, relay } from './relay.ts';
import { type AlbRequest, headerValues, readRequest, type TargetResponse } from './request.ts';
import { ownResponse } from './responses.ts';
import { TransformFailed } from './transforms.ts';

/** One request, as the access log tells of it. */
export interface AccessLogEntry {
  readonly method: string;
  /** With its query. */
  readonly path: string;
  readonly rule: number | 'default' | undefined;
  /** Which kind of target group served it. */
  readonly target: Action['type'] | undefined;
  /** Label of the function that ran. */
  readonly function: string | undefined;
  readonly status: number;
  readonly ms: number;
  readonly bytes: number;
}

/** Sends a request to an address of an `ip` target group. */
type CallIp = (address: string, request: AlbRequest, route: Route) => Promise<TargetResponse>;

/** What became of a request on its way; the target fills in the function that it ran. */
export interface Route {
  function: string | undefined;
}

/** What the server needs of the world. */
export interface LoadBalancerWorld {
  readonly callIp: CallIp;
  log(line: string): void;
  onAccess(entry: AccessLogEntry): void;
}

/** AWS: "HTTP 460": the client closed the connection before its request was through. */
const CLIENT_LEFT = 460;

const MAX_HEADER_BYTES = 64 * 1024;

/**
 * The load balancer: a listener on loopback that asks its rules in order and sends each request where the first one says.
 *
 * AWS: "How Elastic Load Balancing works", "HTTP headers and Application Load Balancers".
 */
export class LoadBalancer {
  readonly #server: Server;
  #play: { readonly model: LoadBalancerModel; readonly world: LoadBalancerWorld } | undefined;
  #next = 0;

  constructor() {
    this.#server = createServer({ maxHeaderSize: MAX_HEADER_BYTES, noDelay: true }, (message, response) => {
      this.#serve(message, response).catch((error: unknown) => {
        this.#play?.world.log(`load balancer: ${error instanceof Error ? error.stack : String(error)}`);
        response.destroy();
      });
    });
    this.#server.requestTimeout = 0;
    this.#server.on('clientError', (_, socket) => {
      if (socket.writable) socket.end('HTTP/1.1 400 Bad Request\r\nServer: awselb/2.0\r\nConnection: close\r\n\r\n');
    });
  }

  /**
   * Takes the port, so that a busy one is known before anything else starts. Until {@link play}, requests get 503.
   *
   * @returns host and port
   */
  async listen(port: number): Promise<string> {
    await new Promise<void>((resolve, reject) => {
      this.#server.once('error', (error: NodeJS.ErrnoException) => {
        const isBusy = error.code === 'EADDRINUSE';
        reject(isBusy ? new LocalStackError(`port ${port} is busy. Choose another with --port`) : error);
      });
      this.#server.listen(port, '127.0.0.1', resolve);
    });
    return `127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  /** Starts to answer by the rules. */
  play(model: LoadBalancerModel, world: LoadBalancerWorld): void {
    this.#play = { model, world };
    this.#server.keepAliveTimeout = Math.min(model.idleTimeoutMs, model.clientKeepAliveMs);
  }

  async close(): Promise<void> {
    const closed = new Promise((resolve) => this.#server.close(resolve));
    this.#server.closeAllConnections();
    await closed;
  }

  async #serve(message: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#play === undefined) return relay(ownResponse(503), response, message.method === 'HEAD');
    const { model, world } = this.#play;
    const start = performance.now();
    const written = message.socket.bytesWritten;
    const request = readRequest(message, model.dropInvalidHeaders);
    const rule = model.rules.find(({ matches }) => matches(request));
    const route: Route = { function: undefined };
    const answer = await this.#follow(rule, request, route).catch((error: unknown) => {
      if (message.destroyed && !message.complete) return undefined;
      throw error;
    });
    // What nobody read of the request must not stay in the way of the next one.
    if (!message.complete) message.resume();
    if (answer !== undefined) await relay(answer, response, request.method === 'HEAD');
    world.onAccess({
      method: request.method,
      path: message.url ?? '/',
      rule: rule?.priority,
      target: rule?.action.type,
      function: route.function,
      status: answer?.status ?? CLIENT_LEFT,
      ms: performance.now() - start,
      bytes: message.socket.bytesWritten - written,
    });
  }

  async #follow(rule: Rule | undefined, original: AlbRequest, route: Route): Promise<TargetResponse> {
    if (this.#play === undefined || rule === undefined) return ownResponse(503);
    const { model, world } = this.#play;
    const { action, transform } = rule;
    if (action.type === 'fixed-response') return action.response;
    let request: AlbRequest;
    try {
      request = transform(this.#forwarded(original));
    } catch (error) {
      if (!(error instanceof TransformFailed)) throw error;
      world.log(`load balancer: 500, ${error.message}`);
      return ownResponse(500);
    }
    if (action.type === 'lambda') {
      route.function = action.group.target.label;
      return callLambda(action.group, request, (line) => world.log(line));
    }
    const { addresses } = action.group;
    const address = addresses[this.#next++ % addresses.length];
    if (address === undefined) return ownResponse(503);
    return withinIdleTimeout(world.callIp(address, request, route), model.idleTimeoutMs);
  }

  /** Adds what every target sees. AWS: "X-Forwarded headers", "Request tracing". */
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

/** AWS: "HTTP 504: Gateway timeout": the target did not answer before the idle timeout elapsed. */
async function withinIdleTimeout(call: Promise<TargetResponse>, idleTimeoutMs: number): Promise<TargetResponse> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<undefined>((resolve) => {
    timer = setTimeout(resolve, idleTimeoutMs, undefined);
  });
  const answer = await Promise.race([call, late]).finally(() => clearTimeout(timer));
  if (answer === undefined) {
    // The function runs on; nobody reads what it says.
    call.then(drain, () => undefined);
    return ownResponse(504);
  }
  const { body } = answer;
  if (typeof body === 'string' || Buffer.isBuffer(body)) return answer;
  return { ...answer, body: { ...body, idleTimeoutMs: Math.min(body.idleTimeoutMs, idleTimeoutMs) } };
}
