import {
  isJsonObject,
  type JsonObject,
  LEGACY_VERSIONS,
  META,
  NEWEST_LEGACY_VERSION,
} from '../../../lambda/mcp/index.ts';
import { sleep } from '../../http/index.ts';
import { objectIn } from '../../json.ts';
import type { Channel, Era, RequestContext } from '../era.ts';
import { errorResponse } from '../exchange.ts';
import type { Modern } from '../modern.ts';
import { asLegacy } from './legacy-shape.ts';
import { Listener } from './listener.ts';
import { QuestionFailed, Questions } from './questions.ts';

/** Rounds of questions of one request. */
const MAX_ROUNDS = 50;
const STATE_ONLY_WAIT_MS = 1000;

const INVALID_PARAMS = -32602;
const INTERNAL_ERROR = -32603;

export interface TranslatedOptions {
  readonly channel: Channel;
  readonly modern: Modern;
  /** The `_meta` of every request. */
  readonly meta: JsonObject;
  /** The result of `server/discover`. */
  readonly discovered: JsonObject;
  /** Whether to listen for changed lists. */
  readonly listens: boolean;
}

/** Translates the messages of a client of an older revision for a server of 2026-07-28. */
export class Translated implements Era {
  readonly #channel: Channel;
  readonly #modern: Modern;
  readonly #questions: Questions;
  readonly #listener: Listener;
  readonly #discovered: JsonObject;
  /** The `_meta` that every request carries. */
  #meta: JsonObject;

  constructor({ channel, modern, meta, discovered, listens }: TranslatedOptions) {
    this.#channel = channel;
    this.#modern = modern;
    this.#questions = new Questions(channel.deliver);
    this.#discovered = discovered;
    this.#meta = meta;
    this.#listener = new Listener({
      offered: listens ? offeredLists(discovered) : {},
      listen: (params, signal, onMessage) =>
        this.#modern.request(
          this.#withMeta({ jsonrpc: '2.0', id: 'listen', method: 'subscriptions/listen', params }),
          { signal, options: {} },
          onMessage,
        ),
      ...channel,
    });
  }

  async request(message: JsonObject, context: RequestContext): Promise<JsonObject> {
    const params = objectIn(message.params);
    const done = (result: JsonObject): JsonObject => ({ jsonrpc: '2.0', id: message.id, result });
    switch (message.method) {
      case 'initialize':
        return done(initializeResult(params, this.#discovered, this.#channel.endpoint.url));
      case 'ping':
        return done({});
      case 'logging/setLevel':
        this.#meta = { ...this.#meta, [META.logLevel]: params.level };
        return done({});
      case 'resources/subscribe':
      case 'resources/unsubscribe':
        return this.#subscribe(message, params.uri, context);
      default:
        return asLegacy(message.method, await this.#ask(message, context));
    }
  }

  async notify({ method }: JsonObject): Promise<void> {
    if (method === 'notifications/initialized') this.#listener.start();
    // 2026-07-28 has no other notifications of clients.
  }

  async respond(message: JsonObject): Promise<void> {
    this.#questions.answer(message);
  }

  async close(): Promise<void> {
    this.#listener.close();
  }

  async #subscribe({ id, method }: JsonObject, uri: unknown, { signal }: RequestContext): Promise<JsonObject> {
    if (typeof uri !== 'string')
      return errorResponse(id, { code: INVALID_PARAMS, message: 'params.uri must be a string' });
    if (method === 'resources/subscribe') await this.#listener.subscribe(uri, signal);
    else this.#listener.unsubscribe(uri);
    return { jsonrpc: '2.0', id, result: {} };
  }

  /** Sends a request, and answers the server's questions until there is a result. spec: basic/patterns/mrtr */
  async #ask(message: JsonObject, context: RequestContext): Promise<JsonObject> {
    let params = message.params;
    for (let round = 0; round < MAX_ROUNDS; round += 1) {
      const id = round === 0 ? message.id : `${message.id}/${round}`;
      const response = await this.#modern.request(this.#withMeta({ ...message, id, params }), context);
      const { result } = response;
      if (!isJsonObject(result) || result.resultType !== 'input_required') return response;
      const { inputRequests, requestState } = result;
      const own = objectIn(message.params);
      const next = { ...own, ...(requestState !== undefined && { requestState }) };
      if (!isJsonObject(inputRequests)) {
        await sleep(STATE_ONLY_WAIT_MS, context.signal);
        params = next;
        continue;
      }
      try {
        params = { ...next, inputResponses: await this.#questions.ask(inputRequests, context.signal) };
      } catch (error) {
        if (error instanceof QuestionFailed) return errorResponse(message.id, error.rpcError);
        throw error;
      }
    }
    const words = `The server asked questions in ${MAX_ROUNDS} rounds without a result`;
    return errorResponse(message.id, { code: INTERNAL_ERROR, message: words });
  }

  #withMeta(message: JsonObject): JsonObject {
    const params = objectIn(message.params);
    return {
      ...message,
      params: { ...params, _meta: { ...(isJsonObject(params._meta) && params._meta), ...this.#meta } },
    };
  }
}

function initializeResult({ protocolVersion }: JsonObject, discovered: JsonObject, url: string): JsonObject {
  const meta = objectIn(discovered._meta);
  const { capabilities, instructions } = discovered;
  return {
    protocolVersion:
      typeof protocolVersion === 'string' && LEGACY_VERSIONS.includes(protocolVersion)
        ? protocolVersion
        : NEWEST_LEGACY_VERSION,
    capabilities: objectIn(capabilities),
    // Servers of 2026-07-28 need not identify themselves, and older clients require it.
    serverInfo: meta[META.serverInfo] ?? { name: new URL(url).host, version: 'unknown' },
    ...(instructions !== undefined && { instructions }),
  };
}

function offeredLists({ capabilities }: JsonObject): JsonObject {
  const offers = (kind: string): boolean => {
    const capability = isJsonObject(capabilities) ? capabilities[kind] : undefined;
    return isJsonObject(capability) && capability.listChanged === true;
  };
  return {
    ...(offers('tools') && { toolsListChanged: true }),
    ...(offers('prompts') && { promptsListChanged: true }),
    ...(offers('resources') && { resourcesListChanged: true }),
  };
}
