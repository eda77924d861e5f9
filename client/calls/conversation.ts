import { isJsonObject, type JsonObject, META, TASKS_EXTENSION, V2026 } from '../../lambda/mcp/index.ts';
import { loadRefusals, post, protocolHeaders, type Received } from '../http/index.ts';
import { objectIn } from '../json.ts';
import type { Connection } from './connection.ts';
import { QuestionUnanswered } from './errors.ts';
import type { Answering, Question } from './questions.ts';

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
  /**
   * Returns what makes a part of a notification, or `undefined` of one that the consumer does not receive. It is called when the
   * response has begun. Absent if the consumer receives none.
   */
  readonly reader?: () => Promise<(notification: JsonObject) => P | undefined>;
}

/** Declared by clients that follow tasks. */
export const TASK_CAPABILITIES: JsonObject = { extensions: { [TASKS_EXTENSION]: {} } };

const HEADER_MISMATCH = -32020;
/** A result of an unknown type is an error. A server may leave the type out. */
const RESULT_TYPES: ReadonlySet<unknown> = new Set([undefined, 'complete', 'input_required', 'task']);

/**
 * Sends a request, and repeats it with the answers to what the server asks. spec: basic/patterns/mrtr
 *
 * @returns the result; yields the parts before it
 * @throws McpClientError
 * @throws the signal's reason
 */
export async function* converse<P>(
  connection: Connection,
  request: RpcRequest,
  handling: Handling<P>,
): AsyncGenerator<P, JsonObject, undefined> {
  const { answer = refuseToAnswer, signal } = handling;
  let hasLookedUp = false;
  let answers: JsonObject = {};
  for (let round = 1; ; ) {
    const { status, messages } = await send(
      connection,
      { ...request, params: { ...request.params, ...answers } },
      handling,
    );
    const partOf = await handling.reader?.();
    let response: JsonObject = {};
    for await (const message of messages) {
      if (typeof message.method !== 'string') {
        response = message;
        continue;
      }
      const part = partOf?.(message);
      if (part !== undefined) yield part;
    }
    const { error, result } = response;
    if (isJsonObject(error)) {
      const canLookUp = error.code === HEADER_MISMATCH && !hasLookedUp;
      if (!canLookUp || request.lookUpMirrored === undefined) {
        const [{ responseError }, { withAdvice }] = await Promise.all([loadRefusals(), import('./more/questions.ts')]);
        throw responseError(withAdvice(error, handling), status);
      }
      hasLookedUp = true;
      await request.lookUpMirrored(signal);
      continue;
    }
    if (!isJsonObject(result) || !RESULT_TYPES.has(result.resultType)) throw await notMcp(status, response);
    if (result.resultType !== 'input_required') return result;
    const { answersTo } = await import('./more/questions.ts');
    answers = await answersTo(result, { answer, signal }, { round, status });
    round += 1;
  }
}

/** Of something that a server sent where MCP has something else. */
export async function notMcp(status: number, found: JsonObject): Promise<Error> {
  return (await loadRefusals()).notMcp(status, found);
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
  const steps = converse(connection, sent, { signal, answer });
  for (;;) {
    const { done, value } = await steps.next();
    if (done) return value;
  }
}

/** Handles the questions of a client without a handler. */
export function refuseToAnswer(question: Question): never {
  throw new QuestionUnanswered(question);
}

function send(connection: Connection, request: RpcRequest, { answer, signal }: Answering): Promise<Received> {
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
  const message = { jsonrpc: '2.0', id: connection.newId(), method, params: { ...request.params, _meta } };
  const headers = {
    ...protocolHeaders(message, V2026, connection.mirrored.get(String(request.params.name))),
    ...request.headers,
  };
  return post(connection.endpoint, { message, headers, isSafe, signal });
}

function merged(own: JsonObject, added: JsonObject = {}): JsonObject {
  const extensions = { ...objectIn(own.extensions), ...objectIn(added.extensions) };
  return { ...own, ...added, ...(Object.keys(extensions).length > 0 && { extensions }) };
}
