import type { Json, JsonObject, MirroredParam } from '../../lambda/mcp/index.ts';
import { META } from '../../lambda/mcp/index.ts';
import { MAX_MESSAGE_BYTES } from '../decode/index.ts';
import type { Endpoint } from '../http/index.ts';
import { Call, type Run, resultPart } from './call.ts';
import { type ClientInfo, type Connection, deploymentUrl, serverUrl } from './connection.ts';
import { converse, type MirroredHeaders, notMcp, type RpcRequest, request } from './conversation.ts';
import {
  listAll,
  PROMPTS,
  type Prompt,
  RESOURCE_TEMPLATES,
  RESOURCES,
  type Resource,
  type ResourceTemplate,
  TOOLS,
  type Tool,
} from './lists.ts';
import { MirroredMemory } from './mirrored.ts';
import type { AnsweringOptions, CallOptions, RequestOptions, SpillwayClientOptions } from './options.ts';
import { type Part, partOf } from './parts.ts';
import {
  type Completion,
  callResultOf,
  completionOf,
  type Discovery,
  discoveryOf,
  type PromptResult,
  promptResultOf,
  type ReadResult,
  readResultOf,
} from './results.ts';
import { TaskHandle } from './task-handle.ts';
import { followTask, TASK_CAPABILITIES, taskStateOf } from './tasks.ts';

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
  readonly #mirrored = new Map<string, MirroredMemory>();
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
  async *tools(server: string, options: RequestOptions = {}): AsyncGenerator<Tool, void, undefined> {
    const connection = this.#connect(server);
    for await (const tool of listAll(connection, TOOLS, options)) {
      connection.mirrored.learn(tool);
      yield tool;
    }
  }

  /** Lists the resources of a server, over all pages. */
  resources(server: string, options: RequestOptions = {}): AsyncGenerator<Resource, void, undefined> {
    return listAll(this.#connect(server), RESOURCES, options);
  }

  /** Lists the resource templates of a server, over all pages. */
  resourceTemplates(server: string, options: RequestOptions = {}): AsyncGenerator<ResourceTemplate, void, undefined> {
    return listAll(this.#connect(server), RESOURCE_TEMPLATES, options);
  }

  /** Lists the prompts of a server, over all pages. */
  prompts(server: string, options: RequestOptions = {}): AsyncGenerator<Prompt, void, undefined> {
    return listAll(this.#connect(server), PROMPTS, options);
  }

  /** Reads a resource. */
  async read(server: string, uri: string, options: AnsweringOptions = {}): Promise<ReadResult> {
    return readResultOf(await this.#request(server, { method: 'resources/read', params: { uri } }, options));
  }

  /** Gets the messages of a prompt. */
  async prompt(
    server: string,
    name: string,
    args: Readonly<Record<string, string>> = {},
    options: AnsweringOptions = {},
  ): Promise<PromptResult> {
    const params = { name, arguments: args };
    return promptResultOf(await this.#request(server, { method: 'prompts/get', params }, options));
  }

  /**
   * Completes an argument of a prompt or a resource template.
   *
   * @param context values of other arguments, by name
   */
  async complete(
    server: string,
    ref: CompletionReference,
    argument: CompletedArgument,
    context?: Readonly<Record<string, string>>,
    options: RequestOptions = {},
  ): Promise<Completion> {
    const { name, value } = argument;
    const params = { ref: { ...ref }, argument: { name, value }, ...(context && { context: { arguments: context } }) };
    return completionOf(await this.#request(server, { method: 'completion/complete', params }, options));
  }

  /** Returns what a server supports. */
  async discover(server: string, options: RequestOptions = {}): Promise<Discovery> {
    return discoveryOf(await this.#request(server, { method: 'server/discover', params: {} }, options));
  }

  /** A task that the server created before, for example in another process. */
  task(server: string, taskId: string): TaskHandle {
    return new TaskHandle(this.#connect(server), taskId);
  }

  #request(
    server: string,
    { method, params }: Pick<RpcRequest, 'method' | 'params'>,
    options: AnsweringOptions,
  ): Promise<JsonObject> {
    return request(this.#connect(server), { method, params, isSafe: true }, options);
  }

  #connect(server: string): Connection {
    const { clientInfo = DEFAULT_INFO, capabilities = {}, answer } = this.#options;
    const url = serverUrl(this.#url, server);
    const mirrored = this.#mirrored.get(server) ?? new MirroredMemory();
    this.#mirrored.set(server, mirrored);
    const [oldest] = this.#mirrored.keys();
    if (this.#mirrored.size > MAX_SERVERS && oldest !== undefined) this.#mirrored.delete(oldest);
    const newId = () => {
      this.#lastId += 1;
      return this.#lastId;
    };
    return { endpoint: this.#endpoint(url), clientInfo, capabilities, answer, mirrored, newId };
  }

  #endpoint(url: string): Endpoint {
    const {
      headers = {},
      renewCredentials,
      // Browsers refuse `fetch` as a method of another object.
      fetch = (input, init) => globalThis.fetch(input, init),
      maxMessageBytes = MAX_MESSAGE_BYTES,
      maxRetries = DEFAULT_RETRIES,
    } = this.#options;
    return {
      url,
      fetch,
      headers: typeof headers === 'function' ? headers : () => headers,
      ...(renewCredentials && { renewCredentials }),
      maxMessageBytes,
      maxRetries,
    };
  }
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
  const handling = { answer, signal: run.signal, partOf: (notification: JsonObject) => partOf(notification, token) };
  const result = yield* converse(connection, toolRequest(connection, call, { token, run }), handling);
  const task = result.resultType === 'task' ? taskStateOf(result) : undefined;
  if (result.resultType === 'task' && task === undefined) throw notMcp(200, result);
  const end = task === undefined ? result : yield* followTask(connection, task, { ...run, answer });
  yield resultPart(callResultOf<T>(end));
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
    mirrored: mirroredHeaders(connection, tool),
  };
}

function mirroredHeaders(connection: Connection, tool: string): MirroredHeaders {
  return {
    current: () => connection.mirrored.of(tool),
    async lookUp(signal): Promise<readonly MirroredParam[]> {
      for await (const listed of listAll(connection, TOOLS, { signal })) {
        if (listed.name !== tool) continue;
        connection.mirrored.learn(listed);
        break;
      }
      return connection.mirrored.of(tool);
    },
  };
}
