import { AsyncLocalStorage } from 'node:async_hooks';
import { type FailedLine, ToolFailure } from '../failure.ts';
import { type CallDocument, endsCall, isObject, type Line, type ListedTool } from '../wire.ts';
import { Mailbox } from './mailbox.ts';
import { partOf } from './notifications.ts';
import { InProcessTransport, type Transport } from './transport.ts';

/** The part of `McpServer` and `Server` that both SDKs share. */
export interface McpServer {
  connect(transport: Transport): Promise<void>;
  close(): Promise<void>;
}

/** The newest revision that both SDKs support over a connection. */
const PROTOCOL_VERSION = '2025-11-25';
/** For a caller with unknown capabilities: Spillway checks the caller's real ones when a question is asked. */
const ALL_CAPABILITIES = { elicitation: { form: {}, url: {} }, sampling: { tools: {} }, roots: {} };
/** Prefixes of question keys by method. */
const QUESTIONS: Readonly<Record<string, string>> = {
  'elicitation/create': 'elicitation',
  'sampling/createMessage': 'sampling',
  'roots/list': 'roots',
};
// spec: JSON-RPC 2.0, 5.1
const METHOD_NOT_FOUND = -32_601;
const INVALID_PARAMS = -32_602;

/** A `tools/call` in progress. */
interface RunningCall {
  readonly id: number;
  readonly inbox: Mailbox<Line>;
  readonly inputResponses: Readonly<Record<string, unknown>>;
  /** Number of questions asked so far, by kind. */
  readonly asked: Map<string, number>;
}

/** The call whose code is running. Work that outlives its call still belongs to it, and may hold data of another caller. */
const currentCall = new AsyncLocalStorage<RunningCall>();

type Settle = (outcome: { readonly result?: unknown; readonly error?: unknown }) => void;

/** A connection, starting with `initialize`, to an MCP server in this process. Runs one call at a time. */
export class McpSession {
  readonly #server: McpServer;
  readonly #transport: InProcessTransport;
  readonly #pending = new Map<number, Settle>();
  #call: RunningCall | undefined;
  #lastId = 0;
  /** The client capabilities of the last `initialize`, as JSON. */
  #declared = '';

  private constructor(server: McpServer) {
    this.#server = server;
    this.#transport = new InProcessTransport((message, related) => this.#receive(message, related));
  }

  /** Connects to a server and initializes the session. */
  static async open(server: McpServer): Promise<McpSession> {
    const session = new McpSession(server);
    await server.connect(session.#transport);
    await session.#initialize(ALL_CAPABILITIES);
    session.#transport.deliver({ method: 'notifications/initialized' });
    return session;
  }

  /** Declares the client capabilities to the server, again whenever the next caller has other capabilities. */
  async #initialize(capabilities: object): Promise<void> {
    const declared = JSON.stringify(capabilities);
    if (declared === this.#declared) return;
    await this.#request('initialize', {
      protocolVersion: PROTOCOL_VERSION,
      capabilities,
      clientInfo: { name: 'spillway-toolkit', version: '1' },
    });
    this.#declared = declared;
  }

  /** Whether a request to the server has no response yet. */
  get isBusy(): boolean {
    return this.#pending.size > 0;
  }

  close(): Promise<void> {
    return this.#server.close();
  }

  /** Lists all tools of the server in one line. */
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

  /** Calls a tool: yields notifications, then the result or a question that the caller has not answered yet. */
  async *call(document: CallDocument, signal: AbortSignal): AsyncGenerator<Line> {
    const { tool, arguments: args, inputResponses = {}, clientCapabilities, trace } = document;
    await this.#initialize(clientCapabilities ? askable(clientCapabilities) : ALL_CAPABILITIES);
    const inbox = new Mailbox<Line>();
    const id = this.#lastId + 1;
    const call: RunningCall = { id, inbox, inputResponses, asked: new Map() };
    this.#call = call;
    signal.addEventListener('abort', () => inbox.fail(new ToolFailure('The tool took too long and was stopped.')));
    const params = { name: tool, arguments: args, _meta: { ...trace, progressToken: id } };
    currentCall
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

  /** Resolves when the server may continue. */
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

  /** Whether a message belongs to the current call: by its related request id, otherwise by the call whose code sent it, if known. */
  #isOfCall(related: string | number | undefined): boolean {
    if (related !== undefined) return related === this.#call?.id;
    const sender = currentCall.getStore();
    return sender === undefined || sender === this.#call;
  }

  #settle({ id, result, error }: Readonly<Record<string, unknown>>): void {
    if (typeof id !== 'number') return;
    const settle = this.#pending.get(id);
    this.#pending.delete(id);
    settle?.({ result, error });
  }

  /** The reply to a server's request; `undefined` when the caller must answer first, which ends the attempt. */
  #replyTo(method: string, params: unknown, call: RunningCall | undefined): object | undefined {
    const kind = QUESTIONS[method];
    if (method === 'ping') return { result: {} };
    if (kind === undefined || call === undefined) {
      return { error: { code: METHOD_NOT_FOUND, message: `${method} is not supported here` } };
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
 * Selects the capabilities that allow a server to send requests.
 * spec: 2025-11-25 client/elicitation#capabilities: an empty object means form mode, which one of the SDKs does not accept.
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
    return { type: 'failed', message: 'The tool returned something other than content.' } satisfies FailedLine;
  }
  return { type: 'result', result: { content, structuredContent, isError: isError === true || undefined } };
}

/** The agent receives an error about a wrong name or argument; every other error is a bug, for the logs. */
function failureOf({ code, message }: Readonly<Record<string, unknown>>): Error {
  return code === INVALID_PARAMS ? new ToolFailure(String(message)) : new Error(`${code}: ${message}`);
}
