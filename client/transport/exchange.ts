import type { JsonObject } from '../../lambda/mcp/index.ts';
import { McpClientError, StreamCut } from '../errors/index.ts';
import { type Endpoint, type PostRequest, post } from '../http/index.ts';

/** The code that both SDKs have for a closed connection. */
const CONNECTION_CLOSED = -32000;

export interface ExchangeHandlers {
  /** Takes notifications and requests of the server. */
  readonly onMessage: (message: JsonObject) => void;
  readonly onHeaders?: (headers: Headers) => void;
  /**
   * Continues a stream that was cut.
   *
   * @returns the response; `undefined` if the stream cannot be continued
   */
  readonly onCut?: () => Promise<JsonObject | undefined>;
}

/**
 * Sends a request and passes on what the server sends before the response.
 *
 * @returns the response, with the request's ID. It is an error response if the stream failed once it had begun
 * @throws what `post` throws, and the signal's reason when it aborts
 */
export async function exchange(
  endpoint: Endpoint,
  request: PostRequest,
  handlers: ExchangeHandlers,
): Promise<JsonObject> {
  const { id } = request.message;
  let hasBegun = false;
  try {
    const { headers, messages } = await post(endpoint, request);
    hasBegun = true;
    handlers.onHeaders?.(headers);
    for await (const message of messages) {
      if (message.method === undefined) return { ...message, ...(id !== undefined && { id }) };
      handlers.onMessage(message);
    }
  } catch (error) {
    if (request.signal?.aborted || !(error instanceof McpClientError)) throw error;
    const isCut = error instanceof StreamCut;
    if (!hasBegun && !isCut) throw error;
    return (isCut ? await handlers.onCut?.() : undefined) ?? failureResponse(id, error);
  }
  return {};
}

/** Returns an error as the error response to a request, for a protocol layer that awaits one. */
export function failureResponse(id: JsonObject['id'], error: McpClientError, code = CONNECTION_CLOSED): JsonObject {
  const { name, actor, message } = error;
  const cut = error instanceof StreamCut ? { received: error.received, maySafelyRepeat: error.maySafelyRepeat } : {};
  return errorResponse(id, { code, message, data: { name, actor, ...cut } });
}

/** Returns a JSON-RPC error response. */
export function errorResponse(id: JsonObject['id'], error: JsonObject): JsonObject {
  return { jsonrpc: '2.0', ...(id !== undefined && { id }), error };
}
