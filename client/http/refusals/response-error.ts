import { isJsonObject, type JsonObject } from '../../../lambda/mcp/index.ts';
import { type McpClientError, RequestRefused, ServerFailed } from '../../errors/index.ts';

const INTERNAL_ERROR = -32603;

/**
 * Returns the error for a JSON-RPC response: {@link ServerFailed} for an internal error, {@link RequestRefused} for any other.
 *
 * @param response a JSON-RPC response
 * @param status HTTP status
 * @param advice what to add to the server's words
 * @returns `undefined` for a response with a result
 */
export function responseError(response: JsonObject, status: number, advice = ''): McpClientError | undefined {
  const { error } = response;
  if (!isJsonObject(error)) return undefined;
  const message = `${error.message}${advice}`;
  const code = Number(error.code);
  if (code === INTERNAL_ERROR) return new ServerFailed(message, status);
  return new RequestRefused(message, { code, status, data: error.data });
}
