import { isJsonObject, type JsonObject, META, V2026 } from '../../lambda/mcp/index.ts';
import { MAX_MESSAGE_BYTES } from '../decode/index.ts';
import type { Endpoint, Refusal } from '../http/index.ts';
import { modernResult } from './discovery.ts';
import type { Channel, Era, RequestContext } from './era.ts';
import { Modern } from './modern.ts';
import type { OAuthSession } from './oauth/index.ts';
import type { Legacy } from './older-servers/index.ts';
import { loadOAuth, loadOlderClients, loadOlderServers } from './on-demand.ts';
import type { SendOptions, TransportOptions } from './options.ts';
import { requestMeta } from './request-meta.ts';
import { linkedController } from './runtime.ts';

const MAX_RETRIES = 2;

/** How long a server may take to respond to `server/discover` before it counts as one of an older revision. */
const DISCOVER_MS = 10_000;

/**
 * A `Transport` for the clients of both SDKs: `@modelcontextprotocol/client` 2.x and `@modelcontextprotocol/sdk` 1.x.
 *
 * It asks for JSON lines, so that partial results arrive as `notifications/tools/partial_result` while a tool runs, and reads
 * whatever the server sends. If the server speaks 2026-07-28, a client that says `initialize` is translated.
 *
 * @example
 * import { Client } from '@modelcontextprotocol/client';
 * import { SpillwayTransport } from '@spillway/client/transport';
 *
 * const client = new Client({ name: 'my-agent', version: '1.0.0' });
 * await client.connect(new SpillwayTransport({ url: 'http://127.0.0.1:8787/mcp/countries' }));
 */
export class SpillwayTransport {
  /** Every request has a connection of its own, which `requestSignal` closes. */
  readonly hasPerRequestStream = true;
  onclose?: (() => void) | undefined;
  onerror?: ((error: Error) => void) | undefined;
  onmessage?: ((message: object) => void) | undefined;

  readonly #channel: Channel;
  readonly #listen: boolean;
  readonly #oauth: Promise<OAuthSession> | undefined;
  readonly #closing = new AbortController();
  readonly #inFlight = new Map<unknown, AbortController>();
  readonly #modern: Modern;
  /** Set once it is needed. */
  #legacy: Legacy | undefined;
  /** How messages reach the server, unless they are of 2026-07-28 themselves. */
  #era: Era | undefined;
  #protocolVersion: string | undefined;
  #isStarted = false;

  /** @throws TypeError for a URL that is not an http or https URL, or contains credentials */
  constructor(options: TransportOptions) {
    const { fetch = globalThis.fetch, oauth, renewCredentials } = options;
    const url = checkedUrl(options);
    // Browsers refuse `fetch` as a method of another object.
    const fetchFn: typeof fetch = (input, init) => fetch(input, init);
    const session = oauth && loadOAuth(oauth, { serverUrl: url, fetchFn });
    this.#oauth = session;
    const renew = renewCredentials ?? (session && (async (refusal: Refusal) => (await session).renew(refusal)));
    const endpoint: Endpoint = {
      url,
      fetch: fetchFn,
      headers: async () => ({ ...(await (await session)?.headers()), ...(await headersOf(options)) }),
      ...(renew !== undefined && { renewCredentials: renew }),
      maxMessageBytes: options.maxMessageBytes ?? MAX_MESSAGE_BYTES,
      maxRetries: options.maxRetries ?? MAX_RETRIES,
    };
    this.#listen = options.listen ?? true;
    this.#channel = {
      endpoint,
      deliver: (message) => this.#deliver(message),
      report: (error) => this.#report(error),
    };
    this.#modern = new Modern(this.#channel);
  }

  /** The session that a server of an older revision has started. */
  get sessionId(): string | undefined {
    return this.#legacy?.sessionId;
  }

  /** Called by the SDK before anything is sent. */
  async start(): Promise<void> {
    if (this.#isStarted) throw new Error('This transport has been started before. Create one for each connection');
    this.#isStarted = true;
  }

  /**
   * Sends a message. A request settles when its response has been passed on.
   *
   * @throws McpClientError
   */
  async send(message: object, options: SendOptions = {}): Promise<void> {
    if (!isJsonObject(message)) throw new TypeError('A message must be a JSON object; batches are not supported');
    if (!this.#isStarted) throw new Error('This transport has not been started. Pass it to connect() of a client');
    if (this.#closing.signal.aborted) throw new Error('This transport is closed. Create another one to connect again');
    const { method, id } = message;
    if (typeof method !== 'string') return (await this.#currentEra()).respond(message);
    if (id === undefined) return this.#notify(method, message);
    return this.#request(message, options);
  }

  /** Called by the SDK with the revision that it negotiated. */
  setProtocolVersion(version: string): void {
    // Revisions are dates, so they compare as texts.
    if (version >= V2026) this.#era = this.#modern;
    else this.#protocolVersion = version;
  }

  /**
   * Passes on the authorization code that the user's login returned. Connect again with another transport afterwards.
   *
   * @param iss the parameter `iss` of the redirect. RFC 9207
   */
  async finishAuth(authorizationCode: string, iss?: string): Promise<void> {
    if (this.#oauth === undefined) throw new Error('finishAuth() requires the option oauth');
    await (await this.#oauth).finish(authorizationCode, iss);
  }

  /** Ends the session of a server of an older revision. `close` does that, too. */
  async terminateSession(): Promise<void> {
    await this.#legacy?.endSession();
  }

  /** Closes every connection at once, and ends the session. */
  async close(): Promise<void> {
    if (this.#closing.signal.aborted) return;
    this.#closing.abort(new Error('The transport was closed'));
    const ending = this.#era?.close();
    // The client must not wait for the end of its session to learn that its requests have failed.
    this.onclose?.();
    await ending;
  }

  async #notify(method: string, message: JsonObject): Promise<void> {
    if (method === 'notifications/cancelled' && isJsonObject(message.params)) {
      this.#inFlight.get(message.params.requestId)?.abort(new Error('The request was cancelled'));
    }
    await (await this.#currentEra()).notify(message);
  }

  async #request(message: JsonObject, options: SendOptions): Promise<void> {
    const { id } = message;
    const [controller, unlink] = linkedController([this.#closing.signal, options.requestSignal]);
    const { signal } = controller;
    this.#inFlight.set(id, controller);
    try {
      const response = await this.#route(message, { signal, options });
      if (!signal.aborted) this.#deliver({ ...response, id });
    } catch (error) {
      // A caller that aborted a request expects no response.
      if (!signal.aborted) throw error;
    } finally {
      this.#inFlight.delete(id);
      unlink();
      if (!signal.aborted) options.onRequestStreamEnd?.();
    }
  }

  async #route(message: JsonObject, context: RequestContext): Promise<JsonObject> {
    if (isOfModernClient(message)) return this.#modern.request(message, context);
    if (message.method === 'initialize') this.#era = await this.#eraFor(message, context);
    return (await this.#currentEra()).request(message, context);
  }

  /** Finds out how a client of an older revision reaches this server. */
  async #eraFor(initialize: JsonObject, context: RequestContext): Promise<Era> {
    const meta = requestMeta(initialize);
    const probe = { jsonrpc: '2.0', id: 'discover', method: 'server/discover', params: { _meta: meta } };
    const [{ signal }, unlink] = linkedController([context.signal], DISCOVER_MS);
    // Loaded while the server responds.
    const olderClients = loadOlderClients();
    void loadOlderServers();
    try {
      const discovered = modernResult(await this.#modern.request(probe, { signal, options: {} }));
      if (discovered !== undefined) {
        const { Translated } = await olderClients;
        const [channel, modern, listens] = [this.#channel, this.#modern, this.#listen];
        return new Translated({ channel, modern, meta, discovered, listens });
      }
    } catch (error) {
      // Some older servers never respond to a method that they do not know.
      if (!signal.aborted || context.signal.aborted) throw error;
    } finally {
      unlink();
    }
    return this.#olderServer();
  }

  /** Without `initialize`, a client of an older revision speaks to a server of one. */
  async #currentEra(): Promise<Era> {
    this.#era ??= await this.#olderServer();
    return this.#era;
  }

  async #olderServer(): Promise<Legacy> {
    const { Legacy } = await loadOlderServers();
    this.#closing.signal.throwIfAborted();
    this.#legacy ??= new Legacy(this.#channel, () => this.#protocolVersion);
    return this.#legacy;
  }

  #deliver(message: JsonObject): void {
    if (!this.#closing.signal.aborted) this.onmessage?.(message);
  }

  #report(error: unknown): void {
    if (!this.#closing.signal.aborted) this.onerror?.(error instanceof Error ? error : new Error(String(error)));
  }
}

/** Clients of 2026-07-28 name the revision in every request. spec: basic/index#_meta */
function isOfModernClient({ params }: JsonObject): boolean {
  return isJsonObject(params) && isJsonObject(params._meta) && params._meta[META.protocolVersion] !== undefined;
}

/** No message quotes a URL before it is known to contain no credentials. */
function checkedUrl(options: TransportOptions): string {
  const url = String(options.url);
  const parsed = URL.canParse(url) ? new URL(url) : undefined;
  if (parsed === undefined || !/^https?:$/.test(parsed.protocol))
    throw new TypeError('url must be the http or https URL of an MCP server');
  if (parsed.username !== '' || parsed.password !== '')
    throw new TypeError('url must not contain credentials: pass them in headers');
  return url;
}

async function headersOf({ headers = {} }: TransportOptions) {
  return typeof headers === 'function' ? headers() : headers;
}
