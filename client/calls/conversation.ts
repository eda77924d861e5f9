import { isJsonObject, type JsonObject, META, TASKS_EXTENSION, V2026 } from '../../lambda/mcp/index.ts';
import { NotAnMcpResponse, RequestRefused, responseError, StreamCut } from '../errors/index.ts';
import { post, protocolHeaders, type Received } from '../http/index.ts';
import type { Connection } from './connection.ts';
import type { Answering } from './questions.ts';

/** One request of MCP 2026-07-28. */
export interface RpcRequest {
  readonly method: string;
  readonly params: JsonObject;
  /** Whether it changes nothing, so that it may be repeated after it may have been carried out. */
  readonly isSafe: boolean;
  /** Declared with this request. */
  readonly capabilities?: JsonObject;
  /** Added to `_meta`. */
  readonly meta?: JsonObject;
  /** Sent in addition to the headers that mirror the message. */
  readonly headers?: Readonly<Record<string, string>>;
  /** Looks up which arguments the called tool mirrors into headers; `connection.mirrored` then has them. */
  readonly lookUpMirrored?: (signal: AbortSignal) => Promise<void>;
}

/** How the messages of a server are handled. */
export interface Handling<P> extends Answering {
  /** Returns what the consumer receives for a notification; `undefined` for nothing. */
  readonly partOf: (notification: JsonObject) => P | undefined;
}

/** Declared by clients that follow tasks. */
export const TASK_CAPABILITIES: JsonObject = { extensions: { [TASKS_EXTENSION]: {} } };

const HEADER_MISMATCH = -32020;
const MISSING_CAPABILITY = -32021;

/**
 * Sends a request, and repeats it with the answers to what the server asks. spec: basic/patterns/mrtr
 *
 * @returns the result; yields what `partOf` makes of the notifications before it
 * @throws McpClientError
 * @throws the signal's reason
 */
export async function* converse<P>(
  connection: Connection,
  request: RpcRequest,
  handling: Handling<P>,
): AsyncGenerator<P, JsonObject, undefined> {
  let hasLookedUp = false;
  let answers: JsonObject = {};
  for (let round = 1; ; ) {
    const { status, messages } = await send(connection, { request, answers }, handling);
    let response: JsonObject | undefined;
    for await (const message of messages) {
      if (typeof message.method !== 'string') {
        response = message;
        continue;
      }
      const part = handling.partOf(message);
      if (part !== undefined) yield part;
    }
    const outcome = withAdvice(outcomeOf(response, status), handling);
    if (outcome instanceof Error) {
      if (!isMismatch(outcome) || request.lookUpMirrored === undefined || hasLookedUp) throw outcome;
      hasLookedUp = true;
      await request.lookUpMirrored(handling.signal);
      continue;
    }
    if (outcome.resultType !== 'input_required') return outcome;
    const { answersTo } = await import('./more/questions.ts');
    answers = await answersTo(outcome, handling, round);
    round += 1;
  }
}

/**
 * Sends a request whose notifications do not matter.
 *
 * @returns the result
 */
export async function request(
  connection: Connection,
  sent: RpcRequest,
  { signal = new AbortController().signal, answer = connection.answer }: Partial<Answering> = {},
): Promise<JsonObject> {
  const steps = converse(connection, sent, { signal, answer, partOf: () => undefined });
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}

interface Attempt {
  readonly request: RpcRequest;
  readonly answers: JsonObject;
}

function send(connection: Connection, attempt: Attempt, { answer, signal }: Answering): Promise<Received> {
  const { request, answers } = attempt;
  const _meta = {
    [META.protocolVersion]: V2026,
    [META.clientCapabilities]: {
      ...(answer && { elicitation: { form: {}, url: {} } }),
      ...merged(connection.capabilities, request.capabilities),
    },
    [META.clientInfo]: { ...connection.clientInfo },
    ...request.meta,
  };
  const { method, isSafe } = request;
  const message = { jsonrpc: '2.0', id: connection.newId(), method, params: { ...request.params, ...answers, _meta } };
  const headers = {
    ...protocolHeaders(message, V2026, connection.mirrored.get(String(request.params.name))),
    ...request.headers,
  };
  return post(connection.endpoint, { message, headers, isSafe, signal });
}

function merged(own: JsonObject, added: JsonObject = {}): JsonObject {
  const extensions = [own, added].flatMap((each) => (isJsonObject(each.extensions) ? [each.extensions] : []));
  return { ...own, ...added, ...(extensions.length > 0 && { extensions: Object.assign({}, ...extensions) }) };
}

function outcomeOf(response: JsonObject | undefined, status: number): JsonObject | Error {
  if (response === undefined) return new StreamCut({ received: 0, maySafelyRepeat: false });
  const error = responseError(response, status);
  if (error !== undefined) return error;
  return isJsonObject(response.result) ? response.result : new NotAnMcpResponse(status, JSON.stringify(response));
}

/** A server that may not ask does not say what it would have asked. */
function withAdvice(outcome: JsonObject | Error, { answer }: Answering): JsonObject | Error {
  if (answer !== undefined || !(outcome instanceof RequestRefused) || outcome.code !== MISSING_CAPABILITY)
    return outcome;
  return new RequestRefused(`${outcome.message}. To answer questions, pass a function "answer"`, outcome);
}

function isMismatch(error: Error): boolean {
  return error instanceof RequestRefused && error.code === HEADER_MISMATCH;
}
