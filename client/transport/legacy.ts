import { isJsonObject, type JsonObject } from '../../lambda/mcp/index.ts';
import { decodeMessages } from '../decode/index.ts';
import { type HeaderMap, post } from '../http/index.ts';
import type { Channel, Era, RequestContext } from './era.ts';
import { exchange } from './exchange.ts';
import { Tools } from './tools.ts';

const UNSAFE: ReadonlySet<string> = new Set(['initialize', 'tools/call', 'tasks/cancel']);
const FIRST_WAIT_MS = 1000;
const LONGEST_WAIT_MS = 30_000;
const END_SESSION_MS = 2000;

/** Sends messages to a server of an older revision, as they are, with the session that the server starts. */
export class Legacy implements Era {
  readonly #channel: Channel;
  readonly #tools = new Tools();
  readonly #closing = new AbortController();
  /** The revision that was negotiated. */
  protocolVersion: string | undefined;
  #sessionId: string | undefined;

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  get sessionId(): string | undefined {
    return this.#sessionId;
  }

  async request(message: JsonObject, { signal, options }: RequestContext): Promise<JsonObject> {
    const method = String(message.method);
    const params = isJsonObject(message.params) ? message.params : {};
    const isSafe = method === 'tools/call' ? this.#tools.get(params.name).isSafe : !UNSAFE.has(method);
    const headers = { ...options.headers, ...(method !== 'initialize' && this.#headers()) };
    const response = await exchange(
      this.#channel.endpoint,
      { message, headers, isSafe, signal },
      {
        onMessage: this.#channel.deliver,
        onHeaders: (received) => {
          if (method === 'initialize') this.#sessionId = received.get('mcp-session-id') ?? undefined;
        },
      },
    );
    if (method === 'tools/list' && isJsonObject(response.result)) this.#tools.learn(response.result);
    return response;
  }

  async notify(message: JsonObject): Promise<void> {
    const { endpoint } = this.#channel;
    const { signal } = this.#closing;
    await post(endpoint, { message, headers: this.#headers(), isSafe: true, signal });
    if (message.method === 'notifications/initialized') void this.#receive();
  }

  async respond(message: JsonObject): Promise<void> {
    const { signal } = this.#closing;
    await post(this.#channel.endpoint, { message, headers: this.#headers(), isSafe: true, signal });
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.endSession().catch(() => undefined);
  }

  /** Ends the session, which a server may refuse. spec 2025-11-25: basic/transports#session-management */
  async endSession(): Promise<void> {
    if (this.#sessionId === undefined) return;
    const headers = await this.#allHeaders({});
    this.#sessionId = undefined;
    const { url, fetch } = this.#channel.endpoint;
    const signal = AbortSignal.timeout(END_SESSION_MS);
    const response = await fetch(url, { method: 'DELETE', headers, redirect: 'manual', signal });
    await response.body?.cancel();
  }

  #headers(): HeaderMap {
    return {
      ...(this.protocolVersion !== undefined && { 'mcp-protocol-version': this.protocolVersion }),
      ...(this.#sessionId !== undefined && { 'mcp-session-id': this.#sessionId }),
    };
  }

  async #allHeaders(more: HeaderMap): Promise<HeaderMap> {
    return { ...(await this.#channel.endpoint.headers()), ...this.#headers(), ...more };
  }

  /**
   * Receives what the server sends without a request, if it offers that. spec 2025-11-25:
   * basic/transports#listening-for-messages-from-the-server
   */
  async #receive(): Promise<void> {
    const { maxRetries } = this.#channel.endpoint;
    for (let failures = 0; failures <= maxRetries && !this.#closing.signal.aborted; failures += 1) {
      try {
        if (
          !(await this.#receiveOnce(() => {
            failures = 0;
          }))
        )
          return;
      } catch (error) {
        if (this.#closing.signal.aborted) return;
        if (failures === maxRetries) this.#channel.report(error);
      }
      await pauseQuietly(Math.min(FIRST_WAIT_MS * 2 ** failures, LONGEST_WAIT_MS), this.#closing.signal);
    }
  }

  /** @returns whether the server offers this stream */
  async #receiveOnce(onMessage: () => void): Promise<boolean> {
    const { endpoint, deliver } = this.#channel;
    const headers = await this.#allHeaders({ accept: 'text/event-stream' });
    const { signal } = this.#closing;
    const response = await endpoint.fetch(endpoint.url, { method: 'GET', headers, redirect: 'manual', signal });
    if (!response.ok || response.body === null) {
      await response.body?.cancel();
      return false;
    }
    const { maxMessageBytes } = endpoint;
    const contentType = response.headers.get('content-type') ?? '';
    if (!contentType.startsWith('text/event-stream')) {
      await response.body.cancel();
      return false;
    }
    for await (const message of decodeMessages(contentType, response.body, { maxMessageBytes })) {
      onMessage();
      deliver(message);
    }
    return true;
  }
}

async function pauseQuietly(ms: number, signal: AbortSignal): Promise<void> {
  await new Promise<void>((resolve) => {
    const timer = setTimeout(resolve, ms);
    signal.addEventListener(
      'abort',
      () => {
        clearTimeout(timer);
        resolve();
      },
      { once: true },
    );
  });
}
