import { isJsonObject, type JsonObject } from '../../lambda/json.ts';
import { CommandFailed } from './context.ts';

/**
 * Reads the JSON-RPC answer to one request, whether it came as a document or as the last message of a stream.
 *
 * @param id the request's id
 * @throws CommandFailed when there is no such answer
 */
export async function readAnswer(response: Response, id: number): Promise<JsonObject> {
  const text = await response.text();
  const type = response.headers.get('content-type') ?? '';
  const documents = type.startsWith('text/event-stream') ? eventData(text) : [text];
  for (const document of documents) {
    const message = parseMessage(document);
    if (message && (message.id === id || (message.id === undefined && message.error !== undefined))) return message;
  }
  const start = text.trim().slice(0, 200);
  throw new CommandFailed(`HTTP ${response.status} without an MCP response${start === '' ? '' : `: ${start}`}`);
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

function parseMessage(text: string): JsonObject | undefined {
  try {
    const message: unknown = JSON.parse(text);
    return isJsonObject(message) && message.jsonrpc === '2.0' ? message : undefined;
  } catch {
    return undefined; // a proxy's page, for example
  }
}
