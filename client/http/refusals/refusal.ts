import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import { readText } from '../../decode/read-text.ts';
import {
  CredentialsRefused,
  excerptOf,
  MAY_BE_DONE,
  NotAnMcpResponse,
  ServerBusy,
  ServerFailed,
} from '../../errors/index.ts';
import { CHALLENGE } from '../challenge.ts';
import type { PostRequest } from '../endpoint.ts';
import { retryAfterMs } from './retry-after.ts';

/** Statuses that decide, whatever the body contains. */
const CREDENTIALS: ReadonlySet<number> = new Set([401, 403]);
const BUSY: ReadonlySet<number> = new Set([429, 503]);

/**
 * Reads a response that is not a success.
 *
 * @returns the JSON-RPC error in its body
 * @throws CredentialsRefused for 401 and 403
 * @throws ServerBusy for 429 and 503
 * @throws ServerFailed for another 5xx without a JSON-RPC error
 * @throws NotAnMcpResponse for anything else without a JSON-RPC error
 */
export async function refusalOf(
  response: Response,
  { message: { id }, isSafe }: Pick<PostRequest, 'message' | 'isSafe'>,
  maxMessageBytes: number,
): Promise<JsonObject> {
  const { status, body } = response;
  const text = body === null ? '' : await readText(body.getReader(), maxMessageBytes);
  const error = errorIn(text, id);
  const words = wordsOf(error);
  const advice = isSafe || id === undefined ? '' : `\n${MAY_BE_DONE}`;
  throwByStatus(response, words ?? excerptOf(text), advice);
  if (error !== undefined) return error;
  if (status >= 500) throw new ServerFailed(`HTTP ${status}: ${excerptOf(text) || 'no body'}${advice}`, status);
  throw new NotAnMcpResponse(status, excerptOf(text));
}

/** The message of an error, and the ID that the server's log lines have if the message lacks it. */
function wordsOf(error: JsonObject | undefined): string | undefined {
  if (typeof error?.message !== 'string') return undefined;
  const { message, data } = error;
  const id = isJsonObject(data) ? data.errorId : undefined;
  return typeof id === 'string' && !message.includes(id) ? `${message} (error ${id})` : message;
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
