import { isJsonObject, type JsonObject } from '../lambda/mcp/index.ts';

/** The JSON-RPC response to one request. */
export type RpcResponse = { readonly result: JsonObject } | { readonly error: JsonObject };

/**
 * Finds the response to a request in an HTTP body: a JSON document, or a message of an event stream.
 *
 * @param id the request's id
 * @returns `undefined` for a body that does not answer the request
 */
export function findResponse(contentType: string, body: string, id: number): RpcResponse | undefined {
  const documents = contentType.startsWith('text/event-stream') ? eventData(body) : [body];
  for (const document of documents) {
    const response = parseResponse(document, id);
    if (response) return response;
  }
  return undefined;
}

/** The data of each event. spec: HTML, server-sent events, section 9.2.6 */
function eventData(text: string): string[] {
  return text
    .split(/(?:\r\n|\r|\n){2,}/)
    .map((event) =>
      event
        .split(/\r\n|\r|\n/)
        .filter((line) => line.startsWith('data:'))
        .map((line) => line.slice(5).replace(/^ /, ''))
        .join('\n'),
    )
    .filter((data) => data !== '');
}

function parseResponse(document: string, id: number): RpcResponse | undefined {
  const message = parseMessage(document);
  if (message === undefined) return undefined;
  const { result, error } = message;
  // An error has no id when the server could not read the request's. spec: basic/index#responses
  if (isJsonObject(error) && (message.id === id || message.id === undefined)) return { error };
  return isJsonObject(result) && message.id === id ? { result } : undefined;
}

function parseMessage(text: string): JsonObject | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return isJsonObject(message) && message.jsonrpc === '2.0' ? message : undefined;
  } catch {
    return undefined; // a proxy's page, for example
  }
}
