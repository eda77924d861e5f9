import { isJsonObject, type JsonObject, META, type MirroredParam, V2026 } from '../../lambda/mcp/index.ts';
import { NotAnMcpResponse, RequestRefused, responseError, ServerFailed, StreamCut } from '../errors/index.ts';
import { post, protocolHeaders, type Received } from '../http/index.ts';
import type { Connection } from './connection.ts';
import { type Answering, answerAll, questionCapabilities, questionsOf } from './questions.ts';

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
  /** The parameters that the called tool mirrors into headers. */
  readonly mirrored?: MirroredHeaders;
}

/** The parameters that a tool mirrors into headers, as far as the client knows them. */
export interface MirroredHeaders {
  current(): readonly MirroredParam[];
  /** Looks them up again. */
  lookUp(signal: AbortSignal): Promise<readonly MirroredParam[]>;
}

/** How the messages of a server are handled. */
export interface Handling<P> extends Answering {
  /** Returns what the consumer receives for a notification; `undefined` for nothing. */
  readonly partOf: (notification: JsonObject) => P | undefined;
}

const HEADER_MISMATCH = -32020;
const MISSING_CAPABILITY = -32021;
/** A server that asks more often does not end. */
const MAX_ROUNDS = 100;

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
  let mirrored = request.mirrored?.current() ?? [];
  let hasLookedUp = false;
  let answers: JsonObject = {};
  for (let round = 0; round < MAX_ROUNDS; ) {
    const { status, messages } = await send(connection, { request, answers, mirrored }, handling);
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
      if (!isMismatch(outcome) || request.mirrored === undefined || hasLookedUp) throw outcome;
      hasLookedUp = true;
      mirrored = await request.mirrored.lookUp(handling.signal);
      continue;
    }
    if (outcome.resultType !== 'input_required') return outcome;
    answers = await answersTo(outcome, handling);
    round += 1;
  }
  throw new ServerFailed(`The server asked ${MAX_ROUNDS} times and returned no result`, 200);
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
  readonly mirrored: readonly MirroredParam[];
}

function send(connection: Connection, attempt: Attempt, { answer, signal }: Answering): Promise<Received> {
  const { request, answers, mirrored } = attempt;
  const _meta = {
    [META.protocolVersion]: V2026,
    [META.clientCapabilities]: {
      ...questionCapabilities(answer),
      ...merged(connection.capabilities, request.capabilities),
    },
    [META.clientInfo]: { ...connection.clientInfo },
    ...request.meta,
  };
  const { method, isSafe } = request;
  const message = { jsonrpc: '2.0', id: connection.newId(), method, params: { ...request.params, ...answers, _meta } };
  const headers = { ...protocolHeaders(message, V2026, mirrored), ...request.headers };
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

/** What the next request has in addition: the answers, and the state as it came. */
async function answersTo({ inputRequests, requestState }: JsonObject, answering: Answering): Promise<JsonObject> {
  const questions = questionsOf(inputRequests);
  return {
    ...(questions.length > 0 && { inputResponses: await answerAll(questions, answering) }),
    ...(requestState !== undefined && { requestState }),
  };
}
