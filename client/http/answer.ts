import { isJsonObject, type JsonObject } from '../../lambda/mcp/index.ts';
import { decodeMessages, excerptOf, readText } from '../decode/index.ts';
import { CredentialsRefused, MAY_BE_DONE, NotAnMcpResponse, ServerBusy, ServerFailed } from '../errors/index.ts';
import type { Endpoint, PostRequest, Received } from './endpoint.ts';
import { messagesOf } from './messages.ts';
import { retryAfterMs } from './waiting.ts';

/** Statuses that decide, whatever the body contains. */
const CREDENTIALS: ReadonlySet<number> = new Set([401, 403]);
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/** Where Spillway never carries anything out. */
export const CHALLENGE = /[?&]challenge=1(?:&|$)/;

/** A body without a message. */
async function* noMessages(): AsyncGenerator<JsonObject, void, undefined> {}

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
    const text = body === null ? '' : await readText(body.getReader(), maxMessageBytes);
    const error = errorIn(text, id);
    const words = typeof error?.message === 'string' ? error.message : undefined;
    const advice = request.isSafe || id === undefined ? '' : `\n${MAY_BE_DONE}`;
    throwByStatus(response, words ?? excerptOf(text), advice);
    if (error === undefined) {
      if (status >= 500) throw new ServerFailed(`HTTP ${status}: ${excerptOf(text) || 'no body'}${advice}`, status);
      throw new NotAnMcpResponse(status, excerptOf(text));
    }
    return { status, headers, messages: one({ jsonrpc: '2.0', ...(id !== undefined && { id }), error }) };
  }
  if (typeof request.message.method !== 'string' || id === undefined) {
    body?.cancel().catch(() => undefined);
    return { status, headers, messages: noMessages() };
  }
  if (body === null || status === 202 || status === 204) {
    body?.cancel().catch(() => undefined);
    throw new NotAnMcpResponse(status, '', 'The server accepted the request as a notification, and will not respond');
  }
  const contentType = headers.get('content-type') ?? '';
  const decoded = decodeMessages(contentType, body, { maxMessageBytes, status, onMark: request.onMark });
  return { status, headers, messages: messagesOf(response, decoded, request) };
}

async function* one(message: JsonObject): AsyncGenerator<JsonObject, void, undefined> {
  yield message;
}

/** @param advice what to add if the request may have been carried out */
function throwByStatus({ status, headers, url }: Response, words: string, advice: string): void {
  const message = words || `HTTP ${status} from ${url}`;
  if (CREDENTIALS.has(status)) {
    throw new CredentialsRefused(message, { status, challenge: headers.get('www-authenticate') });
  }
  if (BUSY.has(status)) {
    const mayBeDone = status === 503 && !CHALLENGE.test(url);
    throw new ServerBusy(mayBeDone ? message + advice : message, { status, retryAfterMs: retryAfterMs(headers) });
  }
}

/** The error of a JSON-RPC response, whose ID is the request's or absent: the server may not have read that far. */
function errorIn(text: string, id: JsonObject['id']): JsonObject | undefined {
  let message: unknown;
  try {
    message = JSON.parse(text);
  } catch {
    return undefined; // a proxy's page, for example
  }
  if (!isJsonObject(message) || message.jsonrpc !== '2.0' || !isJsonObject(message.error)) return undefined;
  return message.id === undefined || message.id === null || message.id === id ? message.error : undefined;
}
