import { AsyncLocalStorage } from 'node:async_hooks';
import { type FailedLine, ToolFailure } from '../failure.ts';
import { type CallDocument, endsCall, isObject, type Line, type ListedTool } from '../wire.ts';
import { Mailbox } from './mailbox.ts';
import { partOf } from './notifications.ts';
import { InProcessTransport, type Transport } from './transport.ts';

/** What both SDKs' `McpServer` and `Server` have. */
export interface McpServer {
  connect(transport: Transport): Promise<void>;
  close(): Promise<void>;
}

/** The newest revision that both SDKs speak over a connection. */
const PROTOCOL_VERSION = '2025-11-25';
/** Where nothing is known of the caller; Spillway judges what it really can be asked, when it is asked. */
const ALL_CAPABILITIES = { elicitation: { form: {}, url: {} }, sampling: { tools: {} }, roots: {} };
/** Names of questions, by the method that asks. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};
// spec: JSON-RPC 2.0, 5.1
const METHOD_NOT_FOUND = -32_601;
const INVALID_PARAMS = -32_602;

/** A `tools/call` that is running. */
interface RunningCall {
  readonly id: number;
  readonly inbox: Mailbox<Line>;
  readonly inputResponses: Readonly<Record<string, unknown>>;
  /** How many questions of a kind were asked. */
  readonly asked: Map<string, number>;
}

/** The call whose code is running. What a call leaves running when it ends belongs to it still, and may be another caller's secret. */
const speaking = new AsyncLocalStorage<RunningCall>();

type Settle = (outcome: { readonly result?: unknown; readonly error?: unknown }) => void;

/** A connection to an MCP server in this process, of the kind that starts with `initialize`. Runs one call at a time. */
export class McpSession {
  readonly #server: McpServer;
  readonly #transport: InProcessTransport;
  readonly #pending = new Map<number, Settle>();
  #call: RunningCall | undefined;
  #lastId = 0;
  /** What the server was told that its client can be asked, as JSON. */
  #told = '';

  private constructor(server: McpServer) {
    this.#server = server;
    this.#transport = new InProcessTransport((message, related) => this.#receive(message, related));
  }

  /** Connects to a server and introduces itself. */
  static async open(server: McpServer): Promise<McpSession> {
    const session = new McpSession(server);
    await server.connect(session.#transport);
    await session.#introduce(ALL_CAPABILITIES);
    session.#transport.deliver({ method: 'notifications/initialized' });
    return session;
  }

  /** Tells the server what its client can be asked. Another caller is another client: it is told again where that differs. */
  async #introduce(capabilities: object): Promise<void> {
    const told = JSON.stringify(capabilities);
    if (told === this.#told) return;
    await this.#request('initialize', {
      protocolVersion: PROTOCOL_VERSION,
      capabilities,
      clientInfo: { name: 'spillway-toolkit', version: '1' },
    });
    this.#told = told;
  }

  /** Whether the server still owes an answer. */
  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** All tools of the server, as one line. */
  async *list(): AsyncGenerator<Line> {
    const tools: ListedTool[] = [];
    let cursor: unknown;
    do {
      const page = await this.#request('tools/list', cursor === undefined ? {} : { cursor });
      if (Array.isArray(page.tools)) tools.push(...(page.tools as ListedTool[]));
      cursor = page.nextCursor;
    } while (typeof cursor === 'string');
    yield { type: 'tools', tools };
  }

  /** Calls a tool: what the server says of it, then its result, or a question that the caller has not answered yet. */
  async *call(document: CallDocument, signal: AbortSignal): AsyncGenerator<Line> {
    const { tool, arguments: args, inputResponses = {}, clientCapabilities, trace } = document;
    await this.#introduce(clientCapabilities ? askable(clientCapabilities) : ALL_CAPABILITIES);
    const inbox = new Mailbox<Line>();
    const id = this.#lastId + 1;
    const call: RunningCall = { id, inbox, inputResponses, asked: new Map() };
    this.#call = call;
    signal.addEventListener('abort', () => inbox.fail(new ToolFailure('The tool took too long, and was ended.')));
    const params = { name: tool, arguments: args, _meta: { ...trace, progressToken: id } };
    speaking
      .run(call, () => this.#request('tools/call', params))
      .then(
        (result) => inbox.push(resultLine(result)),
        (error) => inbox.fail(error),
      );
    try {
      for (let line = await inbox.take(); ; line = await inbox.take()) {
        yield line;
        if (endsCall(line)) return;
      }
    } finally {
      this.#call = undefined;
      if (this.#pending.has(id)) {
        this.#transport.deliver({ method: 'notifications/cancelled', params: { requestId: id } });
      }
    }
  }

  async #request(method: string, params: object): Promise<Readonly<Record<string, unknown>>> {
    this.#lastId += 1;
    const id = this.#lastId;
    const { result, error } = await new Promise<Parameters<Settle>[0]>((settle) => {
      this.#pending.set(id, settle);
      this.#transport.deliver({ id, method, params });
    });
    if (isObject(error)) throw failureOf(error);
    return isObject(result) ? result : {};
  }

  /** Settles when the server may go on. */
  async #receive(message: Readonly<Record<string, unknown>>, related: string | number | undefined): Promise<void> {
    const { id, method, params } = message;
    if (typeof method !== 'string') return this.#settle(message);
    const call = this.#isOfCall(related) ? this.#call : undefined;
    if (id !== undefined) {
      const reply = this.#replyTo(method, params, call);
      if (reply) this.#transport.deliver({ id, ...reply });
      return;
    }
    const part = call && partOf(method, params, call.id);
    if (part) await call.inbox.push(part);
  }

  /** Whether the server speaks for the call that is running: by what it says itself, else by whose code says it, where that is known. */
  #isOfCall(related: string | number | undefined): boolean {
    if (related !== undefined) return related === this.#call?.id;
    const speaker = speaking.getStore();
    return speaker === undefined || speaker === this.#call;
  }

  #settle({ id, result, error }: Readonly<Record<string, unknown>>): void {
    if (typeof id !== 'number') return;
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.({ result, error });
  }

  /** What the server is answered; nothing where the caller has to be asked first, which ends the attempt. */
  #replyTo(method: string, params: unknown, call: RunningCall | undefined): object | undefined {
    const kind = QUESTIONS[method];
    if (method === 'ping') return { result: {} };
    if (kind === undefined || call === undefined) {
      return { error: { code: METHOD_NOT_FOUND, message: `${method} cannot be asked here` } };
    }
    const number = (call.asked.get(kind) ?? 0) + 1;
    call.asked.set(kind, number);
    const key = `${kind}-${number}`;
    const answer = call.inputResponses[key];
    if (isObject(answer)) return { result: answer };
    const inputRequests = { [key]: { method, params: isObject(params) ? params : {} } };
    call.inbox.push({ type: 'input_required', inputRequests });
    return undefined;
  }
}

/**
 * Of what the caller said it can do, what a server may ask its client for.
 * spec: 2025-11-25 client/elicitation#capabilities: an empty object stands for forms, which not both SDKs read so.
 */
function askable({ elicitation, sampling, roots }: Readonly<Record<string, unknown>>): object {
  const forms = isObject(elicitation) && Object.keys(elicitation).length === 0 ? { form: {} } : elicitation;
  return {
    ...(isObject(forms) && { elicitation: forms }),
    ...(isObject(sampling) && { sampling }),
    ...(isObject(roots) && { roots }),
  };
}

function resultLine({ content, structuredContent, isError }: Readonly<Record<string, unknown>>): Line {
  if (!Array.isArray(content)) {
    return { type: 'failed', message: 'The tool answered something other than content.' } satisfies FailedLine;
  }
  return { type: 'result', result: { content, structuredContent, isError: isError === true || undefined } };
}

/** A wrong name or argument is told to the agent; everything else is a bug, for the logs. */
function failureOf({ code, message }: Readonly<Record<string, unknown>>): Error {
  return code === INVALID_PARAMS ? new ToolFailure(String(message)) : new Error(`${code}: ${message}`);
}
