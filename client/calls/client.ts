import { type Json, type JsonObject, META, type MirroredParam } from '../../lambda/mcp/index.ts';
import { MAX_MESSAGE_BYTES } from '../decode/index.ts';
import type { Endpoint } from '../http/index.ts';
import { Call, type Run, resultPart } from './call.ts';
import { type ClientInfo, type Connection, deploymentUrl, serverUrl } from './connection.ts';
import { converse, type RpcRequest, request, TASK_CAPABILITIES } from './conversation.ts';
import { listAll, listTools } from './lists.ts';
import { loadMore, type More } from './load-more.ts';
import type { Prompt, Resource, ResourceTemplate, Tool } from './more/index.ts';
import type { AnsweringOptions, CallOptions, RequestOptions, SpillwayClientOptions } from './options.ts';
import type { Part } from './parts.ts';
import { type Completion, callResultOf, type Discovery, type PromptResult, type ReadResult } from './results.ts';
import { TaskHandle } from './task-handle.ts';

const DEFAULT_INFO: ClientInfo = { name: '@spillway/client', version: '0.1.0' };
const DEFAULT_RETRIES = 2;
/** Names may come from outside. What the tools of a forgotten server mirror is looked up again. */
const MAX_SERVERS = 1000;
/** A server sends partial results whenever JSON lines are accepted. */
const WITHOUT_PARTS = { accept: 'application/json, text/event-stream' };

/** A prompt or a resource template, one of whose arguments is completed. */
export type CompletionReference =
  | { readonly type: 'ref/prompt'; readonly name: string }
  | { readonly type: 'ref/resource'; readonly uri: string };

/** An argument, as far as the user has typed it. */
export interface CompletedArgument {
  readonly name: string;
  readonly value: string;
}

/**
 * A client of all MCP servers of a deployment. It speaks MCP 2026-07-28, keeps no connection and no session, and may be shared.
 *
 * @example
 * const client = new SpillwayClient({ url: 'http://127.0.0.1:8787' });
 * for await (const part of client.call('countries', 'stream_countries', { region: 'Europe' })) {
 *   if (part.type === 'partial') console.log(part.content);
 * }
 */
export class SpillwayClient {
  readonly #url: string;
  readonly #options: SpillwayClientOptions;
  readonly #mirrored = new Map<string, Map<string, readonly MirroredParam[]>>();
  #lastId = 0;

  /** @throws TypeError for a URL that cannot be one of a deployment */
  constructor(options: SpillwayClientOptions) {
    this.#url = deploymentUrl(options.url);
    this.#options = options;
  }

  /**
   * Calls a tool. Nothing is sent before the call is iterated, or its `result()` is called.
   *
   * @param server name of the MCP server in the deployment
   * @throws TypeError for a name that cannot be one of a server
   * @throws RangeError for a timeout that is not a number of milliseconds
   * @example
   * const { structuredContent } = await client.call('countries', 'get_country', { code: 'CH' }).result();
   */
  call<T = Json>(server: string, tool: string, args: JsonObject = {}, options: CallOptions = {}): Call<T> {
    const connection = this.#connect(server);
    return new Call((run) => callParts<T>(connection, { tool, args, options }, run), options);
  }

  /** Lists the tools of a server, over all pages. */
  tools(server: string, options: RequestOptions = {}): AsyncGenerator<Tool, void, undefined> {
    return listTools(this.#connect(server), options);
  }

  /** Lists the resources of a server, over all pages. */
  resources(server: string, options: RequestOptions = {}): AsyncGenerator<Resource, void, undefined> {
    return listAll(
      this.#connect(server),
      { method: 'resources/list', entriesOf: ({ resourcesOf }) => resourcesOf },
      options,
    );
  }

  /** Lists the resource templates of a server, over all pages. */
  resourceTemplates(server: string, options: RequestOptions = {}): AsyncGenerator<ResourceTemplate, void, undefined> {
    return listAll(
      this.#connect(server),
      { method: 'resources/templates/list', entriesOf: ({ resourceTemplatesOf }) => resourceTemplatesOf },
      options,
    );
  }

  /** Lists the prompts of a server, over all pages. */
  prompts(server: string, options: RequestOptions = {}): AsyncGenerator<Prompt, void, undefined> {
    return listAll(this.#connect(server), { method: 'prompts/list', entriesOf: ({ promptsOf }) => promptsOf }, options);
  }

  /** Reads a resource. */
  read(server: string, uri: string, options: AnsweringOptions = {}): Promise<ReadResult> {
    return this.#request(
      server,
      { method: 'resources/read', params: { uri }, readBy: ({ readResultOf }) => readResultOf },
      options,
    );
  }

  /** Gets the messages of a prompt. */
  prompt(
    server: string,
    name: string,
    args: Readonly<Record<string, string>> = {},
    options: AnsweringOptions = {},
  ): Promise<PromptResult> {
    const params = { name, arguments: args };
    return this.#request(
      server,
      { method: 'prompts/get', params, readBy: ({ promptResultOf }) => promptResultOf },
      options,
    );
  }

  /**
   * Completes an argument of a prompt or a resource template.
   *
   * @param context values of other arguments, by name
   */
  complete(
    server: string,
    ref: CompletionReference,
    argument: CompletedArgument,
    context?: Readonly<Record<string, string>>,
    options: RequestOptions = {},
  ): Promise<Completion> {
    const { name, value } = argument;
    const params = { ref: { ...ref }, argument: { name, value }, ...(context && { context: { arguments: context } }) };
    return this.#request(
      server,
      { method: 'completion/complete', params, readBy: ({ completionOf }) => completionOf },
      options,
    );
  }

  /** Returns what a server supports. */
  discover(server: string, options: RequestOptions = {}): Promise<Discovery> {
    return this.#request(
      server,
      { method: 'server/discover', params: {}, readBy: ({ discoveryOf }) => discoveryOf },
      options,
    );
  }

  /** A task that the server created before, for example in another process. */
  task(server: string, taskId: string): TaskHandle {
    return new TaskHandle(this.#connect(server), taskId);
  }

  /** Sends a request that changes nothing. What reads the result is loaded while the server responds. */
  async #request<T>(server: string, { readBy, ...query }: Query<T>, options: AnsweringOptions): Promise<T> {
    const sent = request(this.#connect(server), { ...query, isSafe: true }, options);
    const [more, result] = await Promise.all([loadMore(), sent]);
    return readBy(more)(result);
  }

  #connect(server: string): Connection {
    const {
      clientInfo = DEFAULT_INFO,
      capabilities = {},
      answer,
      headers = {},
      renewCredentials,
      // Browsers refuse `fetch` as a method of another object.
      fetch = (input, init) => globalThis.fetch(input, init),
      maxMessageBytes = MAX_MESSAGE_BYTES,
      maxRetries = DEFAULT_RETRIES,
    } = this.#options;
    const endpoint: Endpoint = {
      url: serverUrl(this.#url, server),
      fetch,
      headers: typeof headers === 'function' ? headers : () => headers,
      ...(renewCredentials && { renewCredentials }),
      maxMessageBytes,
      maxRetries,
    };
    const mirrored = this.#mirrored.get(server) ?? new Map();
    this.#mirrored.set(server, mirrored);
    const [oldest] = this.#mirrored.keys();
    if (this.#mirrored.size > MAX_SERVERS && oldest !== undefined) this.#mirrored.delete(oldest);
    const newId = () => {
      this.#lastId += 1;
      return this.#lastId;
    };
    return { endpoint, clientInfo, capabilities, answer, mirrored, newId };
  }
}

interface Query<T> {
  readonly method: string;
  readonly params: JsonObject;
  /** Chooses what reads the result. */
  readonly readBy: (more: More) => (result: JsonObject) => T;
}

interface ToolCall {
  readonly tool: string;
  readonly args: JsonObject;
  readonly options: CallOptions;
}

async function* callParts<T>(
  connection: Connection,
  call: ToolCall,
  run: Run,
): AsyncGenerator<Part<T>, void, undefined> {
  const { answer = connection.answer } = call.options;
  const token = `call-${connection.newId()}`;
  // Loaded while the server responds.
  const loading = run.wantsParts ? loadMore() : undefined;
  const reader = loading && (async () => (await loading).partOf(token));
  const handling = { answer, signal: run.signal, ...(reader && { reader }) };
  const result = yield* converse(connection, toolRequest(connection, call, { token, run }), handling);
  if (result.resultType !== 'task') yield resultPart(callResultOf<T>(result));
  else yield* (await loadMore()).followCreated<T>(connection, result, { ...run, answer });
}

function toolRequest(
  connection: Connection,
  { tool, args, options }: ToolCall,
  { token, run }: { readonly token: string; readonly run: Run },
): RpcRequest {
  const { progress = false, logLevel, task = true, idempotent = false } = options;
  const meta = {
    partialResultToken: token,
    ...(progress && { progressToken: token }),
    ...(logLevel && { [META.logLevel]: logLevel }),
  };
  return {
    method: 'tools/call',
    params: { name: tool, arguments: args },
    isSafe: idempotent,
    capabilities: { ...(run.wantsParts && { partialResults: {} }), ...(task && TASK_CAPABILITIES) },
    ...(run.wantsParts ? { meta } : { headers: WITHOUT_PARTS }),
    lookUpMirrored: async (signal) =>
      (await loadMore()).lookUpMirrored(connection, tool, listTools(connection, { signal })),
  };
}
