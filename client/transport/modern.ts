import { isJsonObject, type JsonObject, V2026 } from '../../lambda/mcp/index.ts';
import { type HeaderMap, type PostRequest, protocolHeaders } from '../http/index.ts';
import { objectIn } from '../json.ts';
import { discover, forget } from './discovery.ts';
import type { Channel, Era, RequestContext } from './era.ts';
import { exchange } from './exchange.ts';
import { isBrowser } from './runtime.ts';
import { Tools } from './tools.ts';

const HEADER_MISMATCH = -32020;
const UNSUPPORTED_VERSION = -32022;
const MAX_PAGES = 100;

/** Sends the messages of a client of 2026-07-28, as they are. */
export class Modern implements Era {
  readonly #channel: Channel;
  readonly #tools = new Tools();
  /**
   * In browsers, a server's preflight must allow `Mcp-Param-*`, or the request fails. A server that has refused a call without them
   * allows them.
   */
  #mirrors = !isBrowser();

  constructor(channel: Channel) {
    this.#channel = channel;
  }

  /** @param onMessage takes what the server sends before the response, instead of the client */
  async request(
    message: JsonObject,
    { signal, options }: RequestContext,
    onMessage = this.#channel.deliver,
  ): Promise<JsonObject> {
    const { endpoint } = this.#channel;
    const send = (more?: HeaderMap) =>
      exchange(endpoint, this.#post(message, signal, { ...options.headers, ...more }), { onMessage });
    if (message.method === 'server/discover') return discover(endpoint, send, signal);
    const response = await send();
    if (message.method === 'tools/list' && isJsonObject(response.result)) this.#tools.learn(response.result);
    if (hasFailed(response, UNSUPPORTED_VERSION)) forget(endpoint.url);
    if (message.method !== 'tools/call' || !hasFailed(response, HEADER_MISMATCH)) return response;
    // The server has not carried out the call: it requires headers that mirror arguments.
    const { name, _meta } = objectIn(message.params);
    await this.#lookUp(name, _meta, signal);
    if (this.#tools.get(name).mirrored.length === 0) return response;
    this.#mirrors = true;
    return send();
  }

  /** On HTTP, only servers send notifications in this revision. spec: basic/patterns/cancellation */
  async notify(): Promise<void> {}

  async respond(): Promise<void> {}

  async close(): Promise<void> {}

  #post(message: JsonObject, signal: AbortSignal, headers: HeaderMap): PostRequest {
    const { method } = message;
    const params = objectIn(message.params);
    const tool = method === 'tools/call' ? this.#tools.get(params.name) : undefined;
    const mirrored = this.#mirrors ? tool?.mirrored : undefined;
    return {
      message: tool === undefined ? message : withPartialResults(message, params),
      headers: { ...headers, ...protocolHeaders(message, V2026, mirrored) },
      isSafe: this.#tools.isSafe(method, params.name),
      signal,
    };
  }

  /** Learns the description of a tool that the client has not listed. */
  async #lookUp(name: unknown, _meta: JsonObject['_meta'], signal: AbortSignal): Promise<void> {
    let cursor: JsonObject['cursor'];
    for (let page = 0; page < MAX_PAGES && this.#tools.get(name).mirrored.length === 0; page += 1) {
      const params = { ...(cursor !== undefined && { cursor }), _meta };
      const message = { jsonrpc: '2.0', id: `tools-${page}`, method: 'tools/list', params };
      const { result } = await exchange(this.#channel.endpoint, this.#post(message, signal, {}), {
        onMessage: () => undefined,
      });
      if (!isJsonObject(result)) return;
      this.#tools.learn(result);
      if (typeof result.nextCursor !== 'string') return;
      cursor = result.nextCursor;
    }
  }
}

function hasFailed({ error }: JsonObject, code: number): boolean {
  return isJsonObject(error) && error.code === code;
}

/** Asks for partial results, which JSON lines need no token for, and a server-sent event does. */
function withPartialResults(message: JsonObject, params: JsonObject): JsonObject {
  const meta = objectIn(params._meta);
  if (meta.partialResultToken !== undefined || message.id === undefined) return message;
  return { ...message, params: { ...params, _meta: { ...meta, partialResultToken: message.id } } };
}
