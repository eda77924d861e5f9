import { isJsonObject, type JsonObject } from '../../lambda/mcp/index.ts';
import { endedBy, isStream } from '../decode/index.ts';
import { McpClientError, StreamCut } from '../errors/index.ts';
import type { PostRequest } from './endpoint.ts';
import { loadRefusals } from './load-refusals.ts';

type Messages = AsyncGenerator<JsonObject, void, undefined>;

/** How long a server may take to end a stream after the response, before the connection is closed. */
const END_MS = 500;

/**
 * Passes the messages of one response on: those of the server, and last the response to the request. Responses to other requests
 * and whatever follows the response are dropped.
 *
 * @throws StreamCut if the stream ends without the response
 * @throws NotAnMcpResponse if a document does not contain it
 */
export function messagesOf(response: Response, decoded: Messages, request: PostRequest): Messages {
  const state: State = { isLeft: false, isAnswered: false };
  return endedBy(pass(response, { decoded, request, state }), () => {
    state.isLeft = true;
    if (!state.isAnswered) void decoded.return();
  });
}

interface State {
  /** Whether the consumer has ended the iteration. */
  isLeft: boolean;
  /** Whether the response has arrived. */
  isAnswered: boolean;
}

interface Passing {
  readonly decoded: Messages;
  readonly request: PostRequest;
  readonly state: State;
}

async function* pass(response: Response, { decoded, request, state }: Passing): Messages {
  const { isSafe, signal } = request;
  let received = 0;
  try {
    for (let next = await decoded.next(); !next.done; next = await decoded.next()) {
      const message = next.value;
      if (answers(message, request.message.id)) {
        state.isAnswered = true;
        void awaitEnd(decoded);
        yield message;
        return;
      }
      if (typeof message.method !== 'string') continue;
      received += 1;
      yield message;
    }
  } catch (error) {
    if (signal?.aborted) throw signal.reason;
    if (error instanceof McpClientError) throw error;
    throw new StreamCut({ received, maySafelyRepeat: isSafe, cause: error });
  }
  if (state.isLeft) return;
  if (isStream(response.headers.get('content-type') ?? '')) throw new StreamCut({ received, maySafelyRepeat: isSafe });
  const { withoutResponse } = await loadRefusals();
  throw withoutResponse(response.status, isSafe);
}

/** An error has no ID if the server could not read the request's. spec: basic/index#responses */
function answers(message: JsonObject, id: JsonObject['id']): boolean {
  if (message.method !== undefined) return false;
  if (isJsonObject(message.error)) return message.id === id || message.id === undefined || message.id === null;
  return message.id === id && isJsonObject(message.result);
}

/** Reads on to the end, which usually is there already, so that the connection can be used again. */
async function awaitEnd(decoded: Messages): Promise<void> {
  const timer = setTimeout(() => void decoded.return(), END_MS);
  try {
    while (!(await decoded.next()).done);
  } catch {
    // The response has arrived, so nothing that follows matters.
  }
  clearTimeout(timer);
}
