import { randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { text } from 'node:stream/consumers';
import { listenOnLoopback } from '../http.ts';
import { refuseWebPages } from '../web-page-guard.ts';
import { type CallerGone, FunctionFailed, type FunctionResponse, type Throttled } from './spec.ts';

/** One invocation of a function. */
export interface Invocation {
  readonly id: string;
  readonly event: string;
  readonly invokedArn: string;
  readonly timeoutMs: number;
  /** Called when the response begins. */
  respond(response: FunctionResponse): void;
  /** Called when the invocation fails before its response begins. */
  reject(error: FunctionFailed | Throttled | CallerGone): void;
}

/** Events of the process. */
interface RuntimeApiEvents {
  nextRequested(): void;
  started(invocation: Invocation): void;
  answered(): void;
  initFailed(error: FunctionFailed): void;
}

const PATH = /^\/2018-06-01\/runtime\/(?:init\/(error)|invocation\/(next)|invocation\/([^/]+)\/(response|error))$/;

/**
 * The Lambda Runtime API for one process. It holds the request for the next invocation open until there is one, and passes
 * the response body on as the bytes arrive, without buffering: a slow reader slows the function down.
 *
 * AWS: "Using the Lambda runtime API for custom runtimes".
 */
export class RuntimeApi {
  /** The value of the header `Spillway-Runtime-Key` in every request of the process. */
  readonly key = randomUUID();
  readonly #events: RuntimeApiEvents;
  readonly #server = createServer(
    { noDelay: true },
    refuseWebPages((request, response) => void this.#handle(request, response)),
  );
  #waiting: ServerResponse | undefined;
  #assigned: Invocation | undefined;
  #current: Invocation | undefined;
  #isReceived = false;
  /** Requests to upstreams that the current invocation has repeated. */
  #repeated = { retries: 0 };
  /** Resolves the `ending` of the current response. */
  #ended: ((failure: FunctionFailed | undefined) => void) | undefined;
  readonly #isOwnRuntime: boolean;

  /**
   * @param isOwnRuntime whether the process runs the runtime of the local stack. Another one neither sends the key nor confirms an
   * invocation: every program on this machine may send requests then, and each invocation counts as received
   */
  constructor(events: RuntimeApiEvents, isOwnRuntime: boolean) {
    this.#events = events;
    this.#isOwnRuntime = isOwnRuntime;
    this.#server.keepAliveTimeout = 0;
    this.#server.requestTimeout = 0;
    // The process holds one idle connection, whose end shows that the local stack has exited.
    this.#server.headersTimeout = 0;
  }

  /** @returns `host:port`, for `AWS_LAMBDA_RUNTIME_API` */
  listen(): Promise<string> {
    return listenOnLoopback(this.#server);
  }

  assign(invocation: Invocation): void {
    this.#assigned = invocation;
    this.#dispatch();
  }

  /** The process confirmed that it received an invocation. */
  received(id: string): void {
    if (this.#current?.id === id) this.#isReceived = true;
  }

  /** The process repeated a request to an upstream. */
  retried(id: string): void {
    if (this.#current?.id === id) this.#repeated.retries += 1;
  }

  /**
   * Closes every connection and fails the invocation that the process received with the error.
   *
   * @returns an unfinished invocation that it did not receive
   */
  close(error: FunctionFailed): Invocation | undefined {
    const current = this.#current;
    const undelivered = this.#assigned ?? (this.#isReceived ? undefined : current);
    this.#ended?.(error);
    if (current !== undelivered) current?.reject(error);
    this.#current = undefined;
    this.#assigned = undefined;
    this.#server.close();
    this.#server.closeAllConnections();
    return undelivered;
  }

  async #handle(request: IncomingMessage, response: ServerResponse): Promise<void> {
    if (this.#isOwnRuntime && request.headers['spillway-runtime-key'] !== this.key) {
      request.resume();
      return answer(response, 403);
    }
    const [, init, next, id, what] = PATH.exec(request.url ?? '') ?? [];
    if (next !== undefined) return this.#next(response);
    if (init !== undefined) this.#events.initFailed(await failureIn(request));
    else if (id === undefined || id !== this.#current?.id) return answer(response, 404);
    else if (what === 'response') return this.#respond(request, response);
    else await this.#reject(request);
    return answer(response, 202);
  }

  #next(response: ServerResponse): void {
    this.#waiting = response;
    // The exit of the process is reported by itself.
    response.on('error', () => undefined);
    if (this.#assigned === undefined) this.#events.nextRequested();
    else this.#dispatch();
  }

  #dispatch(): void {
    const [waiting, invocation] = [this.#waiting, this.#assigned];
    if (waiting === undefined || invocation === undefined) return;
    this.#waiting = undefined;
    this.#assigned = undefined;
    this.#ended = undefined;
    this.#current = invocation;
    this.#repeated = { retries: 0 };
    this.#isReceived = !this.#isOwnRuntime;
    const body = Buffer.from(invocation.event);
    waiting.writeHead(200, {
      'Content-Type': 'application/json',
      'Content-Length': body.length,
      'Lambda-Runtime-Aws-Request-Id': invocation.id,
      'Lambda-Runtime-Deadline-Ms': Date.now() + invocation.timeoutMs,
      'Lambda-Runtime-Invoked-Function-Arn': invocation.invokedArn,
      'Lambda-Runtime-Trace-Id': 'Root=1-00000000-000000000000000000000000;Sampled=0',
    });
    waiting.end(body);
    this.#events.started(invocation);
  }

  #respond(request: IncomingMessage, response: ServerResponse): void {
    const invocation = this.#current;
    const repeated = this.#repeated;
    const ending = new Promise<FunctionFailed | undefined>((resolve) => {
      this.#ended = resolve;
    });
    const failure = (): FunctionFailed | undefined => trailerFailure(request);
    request.once('end', () => {
      this.#ended?.(failure());
      if (this.#current === invocation) this.#current = undefined;
      answer(response, 202);
      this.#events.answered();
    });
    // If the process exits during a response, the reader of the body receives the error.
    request.on('error', () => undefined);
    invocation?.respond({
      body: request,
      contentType: request.headers['content-type'] ?? 'application/json',
      failure,
      retries: () => repeated.retries,
      ending,
    });
  }

  async #reject(request: IncomingMessage): Promise<void> {
    const invocation = this.#current;
    this.#current = undefined;
    const failure = await failureIn(request);
    this.#ended?.(failure);
    invocation?.reject(failure);
    this.#events.answered();
  }
}

function trailerFailure(request: IncomingMessage): FunctionFailed | undefined {
  const type = request.trailers['lambda-runtime-function-error-type'];
  if (type === undefined) return undefined;
  const body = Buffer.from(request.trailers['lambda-runtime-function-error-body'] ?? '', 'base64').toString();
  return parseFailure(body, type);
}

async function failureIn(request: IncomingMessage): Promise<FunctionFailed> {
  return parseFailure(await text(request), 'Runtime.UnknownError');
}

function parseFailure(body: string, type: string): FunctionFailed {
  try {
    const { errorType, errorMessage } = JSON.parse(body) as { errorType?: unknown; errorMessage?: unknown };
    return new FunctionFailed(String(errorType ?? type), String(errorMessage ?? ''));
  } catch {
    return new FunctionFailed(type, body);
  }
}

function answer(response: ServerResponse, status: number): void {
  response.writeHead(status, { 'Content-Type': 'application/json', 'Content-Length': 2 });
  response.end('{}');
}
