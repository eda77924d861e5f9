import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import { type HeaderMap, loadRefusals, type PostRequest, post } from '../../http/index.ts';
import { objectIn } from '../../json.ts';
import type { Channel, Era, RequestContext } from '../era.ts';
import { exchange } from '../exchange.ts';
import { Tools } from '../tools.ts';
import { EventStream } from './event-stream.ts';

const END_SESSION_MS = 2000;

/** Sends messages to a server of an older revision, as they are, in the session that the server starts. */
export class Legacy implements Era {
  readonly #channel: Channel;
  readonly #tools = new Tools();
  readonly #closing = new AbortController();
  readonly #version: () => string | undefined;
  #sessionId: string | undefined;

  /** @param version returns the revision that was negotiated */
  constructor(channel: Channel, version: () => string | undefined) {
    this.#channel = channel;
    this.#version = version;
  }

  get sessionId(): string | undefined {
    return this.#sessionId;
  }

  async request(message: JsonObject, { signal, options }: RequestContext): Promise<JsonObject> {
    const { resumptionToken: lastId, onresumptiontoken: onId } = options;
    const stream = new EventStream({ channel: this.#channel, headers: this.#allHeaders, signal, lastId, onId });
    const resume = async () => {
      let response: JsonObject | undefined;
      if (stream.canContinue)
        await stream.receive((received) => {
          if (received.method === undefined) response = { ...received, id: message.id };
          else this.#channel.deliver(received);
          return response !== undefined;
        }, lastId === undefined);
      return response;
    };
    if (lastId !== undefined) {
      const response = await resume();
      if (response === undefined) throw new Error('The server does not continue the stream of this request');
      return response;
    }
    const response = await this.#post(message, { signal, options }, stream, resume);
    if (message.method === 'tools/list' && isJsonObject(response.result)) this.#tools.learn(response.result);
    return response;
  }

  async notify(message: JsonObject): Promise<void> {
    await this.#send(message);
    if (message.method === 'notifications/initialized') void this.#receive();
  }

  async respond(message: JsonObject): Promise<void> {
    await this.#send(message);
  }

  async close(): Promise<void> {
    this.#closing.abort();
    await this.endSession().catch(() => undefined);
  }

  /** Ends the session, which a server may refuse. spec 2025-11-25: basic/transports#session-management */
  async endSession(): Promise<void> {
    if (this.#sessionId === undefined) return;
    const headers = await this.#allHeaders();
    this.#sessionId = undefined;
    const { url, fetch } = this.#channel.endpoint;
    const signal = AbortSignal.timeout(END_SESSION_MS);
    const response = await fetch(url, { method: 'DELETE', headers, redirect: 'manual', signal });
    await response.body?.cancel();
  }

  #post(
    message: JsonObject,
    { signal, options }: RequestContext,
    stream: EventStream,
    onCut: () => Promise<JsonObject | undefined>,
  ): Promise<JsonObject> {
    const { method } = message;
    const params = objectIn(message.params);
    const isSafe = this.#tools.isSafe(method, params.name);
    const startsSession = method === 'initialize';
    const headers = { ...options.headers, ...(!startsSession && this.#headers()) };
    const onHeaders = (received: Headers): void => {
      if (startsSession) this.#sessionId = received.get('mcp-session-id') ?? undefined;
    };
    const request: PostRequest = {
      message,
      headers,
      signal,
      onMark: stream.mark,
      // A stream that can be continued is not requested again: the server may end it to be asked later.
      get isSafe() {
        return isSafe && !stream.canContinue;
      },
    };
    return exchange(this.#channel.endpoint, request, { onMessage: this.#channel.deliver, onHeaders, onCut });
  }

  async #send(message: JsonObject): Promise<void> {
    const { status, messages } = await post(this.#channel.endpoint, {
      message,
      headers: this.#headers(),
      isSafe: true,
      signal: this.#closing.signal,
    });
    // A server that accepts it sends nothing.
    for await (const received of messages) {
      const { responseError } = await loadRefusals();
      const error = responseError(received, status);
      if (error !== undefined) throw error;
    }
  }

  #headers(): HeaderMap {
    const version = this.#version();
    return {
      ...(version !== undefined && { 'mcp-protocol-version': version }),
      ...(this.#sessionId !== undefined && { 'mcp-session-id': this.#sessionId }),
    };
  }

  readonly #allHeaders = async (): Promise<HeaderMap> => ({
    ...(await this.#channel.endpoint.headers()),
    ...this.#headers(),
  });

  /**
   * Receives what the server sends without a request, if it offers that. spec 2025-11-25:
   * basic/transports#listening-for-messages-from-the-server
   */
  async #receive(): Promise<void> {
    const { signal } = this.#closing;
    const stream = new EventStream({ channel: this.#channel, headers: this.#allHeaders, signal });
    try {
      await stream.receive((message) => {
        this.#channel.deliver(message);
        return false;
      }, false);
    } catch (error) {
      if (!signal.aborted) this.#channel.report(error);
    }
  }
}
