import type { JsonObject } from '../../lambda/mcp/index.ts';
import { decodeMessages, discard } from '../decode/index.ts';
import type { Endpoint, PostRequest, Received } from './endpoint.ts';
import { loadRefusals } from './load-refusals.ts';
import { messagesOf } from './messages.ts';

/**
 * Judges a response by its status, and decodes its body.
 *
 * @throws CredentialsRefused for 401 and 403
 * @throws ServerBusy for 429 and 503
 * @throws ServerFailed for another 5xx without a JSON-RPC error
 * @throws NotAnMcpResponse for anything else without a JSON-RPC message
 */
export async function answerOf(
  response: Response,
  request: PostRequest,
  { maxMessageBytes }: Endpoint,
): Promise<Received> {
  const { status, headers, body } = response;
  const { id } = request.message;
  if (!response.ok) {
    const { refusalOf } = await loadRefusals();
    const error = await refusalOf(response, request, maxMessageBytes);
    return { status, headers, messages: only({ jsonrpc: '2.0', ...(id !== undefined && { id }), error }) };
  }
  if (typeof request.message.method !== 'string' || id === undefined) {
    discard(body);
    return { status, headers, messages: only() };
  }
  if (body === null || status === 202 || status === 204) {
    discard(body);
    const { acceptedOnly } = await loadRefusals();
    throw acceptedOnly(status);
  }
  const contentType = headers.get('content-type') ?? '';
  const decoded = decodeMessages(contentType, body, { maxMessageBytes, status, onMark: request.onMark });
  return { status, headers, messages: messagesOf(response, decoded, request) };
}

async function* only(...messages: readonly JsonObject[]): AsyncGenerator<JsonObject, void, undefined> {
  yield* messages;
}
